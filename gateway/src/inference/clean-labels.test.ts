import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import { cleanLabels } from './clean-labels.ts';
import type { ModelManifest } from './manifest.ts';

const geometry: Geometry = { dimensions: [40, 30, 24], spacingMm: [2, 2, 4], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const manifest = (minLesionMm3?: number) => ({ labels: [null, { role: 'organ' }, { role: 'lesion' }], ...(minLesionMm3 === undefined ? {} : { minLesionMm3 }) }) as unknown as ModelManifest;

type Block = readonly [value: number, low: Vec3, high: Vec3];
const at = (i: number, j: number, k: number) => i + 40 * (j + 30 * k);

function labelmapOf(blocks: readonly Block[]): Labelmap {
  const map = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  for (const [value, low, high] of blocks)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) map.voxels[at(i, j, k)] = value;
  return map;
}

/** What is left of the given blocks, read at one voxel of each. */
function left(blocks: readonly Block[], minLesionMm3?: number): number[] {
  const map = labelmapOf(blocks);
  cleanLabels(map, manifest(minLesionMm3));
  return blocks.map(([, low]) => map.voxels[at(...(low as [number, number, number]))]!);
}

const organ: Block = [1, [2, 2, 2], [14, 14, 10]];

describe('cleanLabels', () => {
  it('keeps one organ and drops what else was called so', () => {
    expect(left([organ, [1, [30, 20, 18], [34, 24, 20]]])).toEqual([1, 0]);
  });

  it('keeps both parts of an organ that a tumour splits', () => {
    expect(left([[1, [2, 2, 2], [10, 14, 10]], [2, [10, 2, 2], [13, 14, 10]], [1, [13, 2, 2], [18, 14, 10]]])).toEqual([1, 2, 1]);
  });

  it('keeps lesions within 30 mm of the organ, by millimetres and not by voxels', () => {
    // Voxel centres of the organ end at i = 13, j = 13 (2 mm each) and k = 9 (4 mm each).
    expect(left([organ, [2, [28, 5, 5], [29, 6, 6]]])).toEqual([1, 2]);
    expect(left([organ, [2, [29, 5, 5], [30, 6, 6]]])).toEqual([1, 0]);
    expect(left([organ, [2, [5, 5, 16], [6, 6, 17]]])).toEqual([1, 2]);
    expect(left([organ, [2, [5, 5, 17], [6, 6, 18]]])).toEqual([1, 0]);
    expect(left([organ, [2, [25, 25, 5], [26, 26, 6]]])).toEqual([1, 0]);
  });

  it('judges each stray by itself, and takes the organ in it away', () => {
    const near: Block = [2, [20, 5, 5], [21, 6, 6]];
    const far: Block = [2, [36, 25, 20], [38, 28, 22]];
    const mixed: Block = [1, [20, 6, 5], [21, 7, 6]];
    expect(left([organ, near, far, mixed])).toEqual([1, 2, 0, 0]);
  });

  it('gives small lesions back to the organ they lie in, and to background elsewhere', () => {
    const inside: Block = [2, [5, 5, 5], [6, 6, 7]];
    const outside: Block = [2, [20, 5, 5], [21, 6, 7]];
    const large: Block = [2, [9, 9, 4], [12, 12, 7]];
    expect(left([organ, inside, outside, large], 33)).toEqual([1, 1, 0, 2]);
    expect(left([organ, inside, outside, large], 32)).toEqual([1, 2, 2, 2]);
  });

  it('leaves an empty map empty', () => {
    expect(left([[0, [0, 0, 0], [1, 1, 1]]], 38)).toEqual([0]);
  });
});
