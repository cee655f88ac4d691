import { expect, it } from 'vitest';
import type { Geometry } from './geometry.ts';
import { pasteOverlap } from './paste-overlap.ts';
import { makeVolume } from './volume.ts';

const grid = (...dimensions: [number, number, number]): Geometry => ({ dimensions, spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] });
const block = (low: [number, number, number], size: [number, number, number], value: number) => ({
  volume: makeVolume(grid(...size), new Uint8Array(size[0] * size[1] * size[2]).fill(value)), box: { low, high: [low[0] + size[0], low[1] + size[1], low[2] + size[2]] as const },
});

it('copies what two blocks share, to its place', () => {
  const target = block([4, 5, 6], [3, 2, 2], 0);
  pasteOverlap(target, block([6, 6, 0], [9, 9, 7], 8));
  // Shared: i = 6, j = 6, k = 6: the last column, the second row, the first slice of the target.
  expect([...target.volume.voxels]).toEqual([0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]);
});

it('leaves blocks apart alone', () => {
  const target = block([0, 0, 0], [2, 2, 2], 1);
  pasteOverlap(target, block([2, 0, 0], [2, 2, 2], 9));
  expect(target.volume.voxels.every(v => v === 1)).toBe(true);
});
