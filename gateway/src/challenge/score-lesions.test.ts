import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { scoreLesions } from './score-lesions.ts';

const geometry: Geometry = { dimensions: [30, 20, 10], spacingMm: [1, 2, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
type Block = readonly [value: number, low: Vec3, high: Vec3];

function map(...blocks: readonly Block[]) {
  const volume = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  for (const [value, low, high] of blocks)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) volume.voxels[i + 30 * (j + 20 * k)] = value;
  return volume;
}

describe('scoreLesions', () => {
  // Two lesions of 4 x 4 x 2 = 32 voxels of 10 mm3.
  const instances = map([1, [2, 2, 2], [6, 6, 4]], [2, [20, 10, 5], [24, 14, 7]]);

  it('gives volume, share, overlap and hit of each lesion, and what is marked elsewhere', () => {
    // A half of the first and as much beside it; a spot of 3 x 1 x 1 voxels far from both.
    const predicted = map([1, [4, 2, 2], [8, 6, 4]], [1, [12, 16, 8], [15, 17, 9]]);
    expect(scoreLesions({ instances, count: 2, predicted, untouched: map() })).toEqual({
      lesions: [{ volumeMm3: 320, share: 0.5, bestIou: 16 / 48, hit: true }, { volumeMm3: 320, share: 0, bestIou: 0, hit: false }],
      newFalsePositivesMm3: [30],
    });
  });

  it('gives no credit for what was marked before the lesion was there', () => {
    const old = map([1, [4, 2, 2], [8, 6, 4]], [1, [12, 16, 8], [15, 17, 9]]);
    const { lesions, newFalsePositivesMm3 } = scoreLesions({ instances, count: 2, predicted: old, untouched: old });
    expect([lesions[0], newFalsePositivesMm3]).toEqual([{ volumeMm3: 320, share: 0, bestIou: 16 / 48, hit: false }, []]);
  });

  it('refuses masks of different grids', () => {
    const other = makeVolume({ ...geometry, spacingMm: [1, 2, 4] }, new Uint8Array(voxelCount(geometry)));
    expect(() => scoreLesions({ instances, count: 2, predicted: other, untouched: map() })).toThrow(RangeError);
  });
});
