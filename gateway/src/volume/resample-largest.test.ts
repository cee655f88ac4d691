import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotation } from '../../../test/support/arbitrary-geometry.ts';
import { voxelCount, type Geometry, type Vec3 } from './geometry.ts';
import { resampleLinear } from './resample.ts';
import { largestChannel, resampleLargest } from './resample-largest.ts';
import { makeVolume } from './volume.ts';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
const PERMUTED = [0, -1, 0, 0, 0, 1, -1, 0, 0] as const;
const grid: Geometry = { dimensions: [9, 8, 7], spacingMm: [1.5, 2, 2.5], originLps: [3, -4, 10], direction: IDENTITY };

/** What it stands for: every score interpolated, then the first of the largest. */
function interpolated(channels: readonly Float32Array[], target: Geometry): Uint8Array {
  const scores = channels.map((channel, c) => resampleLinear(makeVolume(grid, channel), target, c === 0 ? 0 : -1000).voxels);
  return Uint8Array.from({ length: voxelCount(target) }, (_, v) => scores.reduce((best, channel, c) => (channel[v]! > scores[best]![v]! ? c : best), 0));
}

describe('resampleLargest', () => {
  const targets: [string, Geometry][] = [
    ['the same grid', grid],
    ['a finer grid that reaches beyond', { ...grid, dimensions: [30, 25, 22], spacingMm: [0.6, 0.7, 0.9], originLps: [0, -7, 8] }],
    ['a coarser one', { ...grid, dimensions: [4, 3, 3], spacingMm: [3.1, 5, 7] }],
    ['a flipped and permuted one', { dimensions: [20, 14, 12], spacingMm: [1, 1, 1], originLps: [15, 9, 25], direction: PERMUTED }],
    ['an oblique one', { dimensions: [12, 12, 12], spacingMm: [1, 1, 1], originLps: [4, -2, 11], direction: rotation([0.2, 1, 0.1], 0.4) }],
  ];

  it.each(targets)('is the largest of all the interpolated scores on %s', (_, target) => {
    // Few values, so that ties are frequent; patches, so that neighbours often agree.
    const scores = fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 27, maxLength: 27 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(scores, all => {
      const channels = all.map(coarse => Float32Array.from({ length: voxelCount(grid) }, (_, v) => {
        const [i, j, k] = [v % 9, Math.floor(v / 9) % 8, Math.floor(v / 72)] as Vec3 as [number, number, number];
        return 0.37 * coarse[Math.floor(i / 3) + 3 * (Math.floor(j / 3) + 3 * Math.floor(k / 3))]!;
      }));
      expect(resampleLargest({ channels, grid }, largestChannel(channels), target)).toEqual(interpolated(channels, target));
    }), { numRuns: 30 });
  });

  it('keeps to scores that vary from voxel to voxel', () => {
    let state = 1;
    const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 31 - 1);
    const channels = [0, 1, 2].map(() => Float32Array.from({ length: voxelCount(grid) }, random));
    for (const [, target] of targets) expect(resampleLargest({ channels, grid }, largestChannel(channels), target)).toEqual(interpolated(channels, target));
  });

  it('takes the lower of two equal channels', () => {
    expect(largestChannel([Float32Array.of(1, 0, 0), Float32Array.of(1, 2, 0), Float32Array.of(1, 2, 3)])).toEqual(Uint8Array.of(0, 1, 2));
  });
});
