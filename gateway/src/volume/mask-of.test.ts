import { expect, it } from 'vitest';
import { maskOf } from './mask-of.ts';
import { makeVolume } from './volume.ts';

it('marks the accepted values, and leaves the label map as it was', () => {
  const geometry = { dimensions: [3, 2, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
  const labelmap = makeVolume(geometry, Uint8Array.of(0, 1, 2, 255, 2, 1));
  expect([...maskOf(labelmap, value => value >= 2).voxels]).toEqual([0, 0, 1, 1, 1, 0]);
  expect([...labelmap.voxels]).toEqual([0, 1, 2, 255, 2, 1]);
});
