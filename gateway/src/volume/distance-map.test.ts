import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry, rotation, sheared } from '../../../test/support/arbitrary-geometry.ts';
import { distanceMapMm } from './distance-map.ts';
import { ijkToLps, voxelCount, type Geometry, type Vec3 } from './geometry.ts';
import { makeVolume, type Labelmap } from './volume.ts';

function centres(geometry: Geometry): Vec3[] {
  const [columns, rows] = geometry.dimensions;
  return Array.from({ length: voxelCount(geometry) }, (_, v) => ijkToLps(geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]));
}

function bruteForce(mask: Labelmap): number[] {
  const all = centres(mask.geometry);
  const set = all.filter((_, v) => mask.voxels[v] !== 0);
  return all.map(p => set.reduce((best, q) => Math.min(best, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])), Infinity));
}

const withMask = (geometry: fc.Arbitrary<Geometry>) =>
  fc.tuple(geometry, fc.array(fc.nat(1000), { maxLength: 6 })).map(([grid, picks]) => {
    const mask = makeVolume(grid, new Uint8Array(voxelCount(grid)));
    for (const pick of picks) mask.voxels[pick % mask.voxels.length] = 1;
    return mask;
  });

describe('distanceMapMm', () => {
  it.each(['aligned', 'oblique', 'sheared'] as const)('equals brute force on %s anisotropic grids', kind => {
    fc.assert(fc.property(withMask(arbitraryGeometry({ kind, maxSize: 10 })), mask => {
      const distance = distanceMapMm(mask);
      bruteForce(mask).forEach((expected, v) => {
        if (expected === Infinity) expect(distance[v]).toBe(Infinity);
        else expect(Math.abs(distance[v]! - expected)).toBeLessThan(1e-3);
      });
    }), { numRuns: 150 });
  });

  it('equals brute force where every axis leans on every other', () => {
    const leaning = arbitraryGeometry({ kind: 'sheared' }).map(geometry => {
      const d = geometry.direction;
      const j = [3, 4, 5].map(a => d[a]! + 0.3 * d[a - 3]!);
      return { ...geometry, direction: [...d.slice(0, 3), ...j.map(v => v / Math.hypot(...j)), ...d.slice(6)] as unknown as Geometry['direction'] };
    });
    fc.assert(fc.property(withMask(leaning), mask => {
      const distance = distanceMapMm(mask);
      bruteForce(mask).forEach((expected, v) => expect(distance[v] === expected || Math.abs(distance[v]! - expected) < 1e-3).toBe(true));
    }), { numRuns: 100 });
  });

  it('is exact on a tilted grid of many slices', () => {
    const geometry: Geometry = { dimensions: [7, 22, 26], spacingMm: [0.9, 0.7, 1.2], originLps: [5, -3, 40], direction: sheared(rotation([1, 0, 0], 0.1), -0.4) };
    const mask = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
    for (const [i, j, k] of [[1, 2, 3], [6, 20, 4], [3, 11, 22]] as const) mask.voxels[i + 7 * (j + 22 * k)] = 1;
    const distance = distanceMapMm(mask);
    bruteForce(mask).forEach((expected, v) => expect(distance[v]).toBeCloseTo(expected, 3));
  });

  it('is exact on lines longer than one block', () => {
    const geometry: Geometry = { dimensions: [37, 5, 3], spacingMm: [0.6, 3, 7], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const mask = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
    for (const v of [4, 36 + 37 * 4, 20 + 37 * (2 + 5 * 2)]) mask.voxels[v] = 1;
    const distance = distanceMapMm(mask);
    bruteForce(mask).forEach((expected, v) => expect(distance[v]).toBeCloseTo(expected, 4));
  });

  it('is the same where it is wanted when it is not wanted elsewhere', () => {
    fc.assert(fc.property(withMask(arbitraryGeometry({ kind: 'oblique', maxSize: 10 })), fc.integer({ min: 2, max: 30 }), (mask, share) => {
      const within = mask.voxels.map((_, v) => ((7 * v) % share === 0 ? 1 : 0));
      const [all, part] = [distanceMapMm(mask), distanceMapMm(mask, { within })];
      within.forEach((wanted, v) => expect(wanted === 0 || part[v] === all[v]).toBe(true));
    }), { numRuns: 100 });
  });

  it('is infinite everywhere without a set voxel', () => {
    const geometry: Geometry = { dimensions: [3, 3, 3], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    expect(distanceMapMm(makeVolume(geometry, new Uint8Array(27))).every(d => d === Infinity)).toBe(true);
  });
});
