import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry } from '../../../test/support/arbitrary-geometry.ts';
import { ijkToLps, lpsToIjk, voxelCount, type Geometry, type Vec3 } from './geometry.ts';
import { orientedGrid } from './orient.ts';
import { resampleLinear } from './resample.ts';
import { makeVolume } from './volume.ts';

const orientation = fc.tuple(fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()))
  .map(([order, flips]) => order.map((axis, a) => ['LR', 'PA', 'SI'][axis]![flips[a] ? 1 : 0]).join(''));
const spacing = fc.double({ min: 0.5, max: 6, noNaN: true });

const corners = ({ dimensions: [c, r, s] }: Geometry): Vec3[] => [0, c - 1].flatMap(i => [0, r - 1].flatMap(j => [0, s - 1].map((k): Vec3 => [i, j, k])));

describe('orientedGrid', () => {
  it('covers the whole source to its faces', () => {
    fc.assert(fc.property(arbitraryGeometry(), orientation, fc.option(fc.tuple(spacing, spacing, spacing), { nil: undefined }), (source, letters, spacingMm) => {
      const grid = orientedGrid(source, letters, spacingMm);
      for (const corner of corners(source)) {
        const outwards = corner.map((v, a) => (v === 0 ? -0.5 : source.dimensions[a]! - 0.5)) as unknown as Vec3;
        lpsToIjk(grid, ijkToLps(source, outwards)).forEach((v, a) => {
          expect(v).toBeGreaterThan(-0.5 - 1e-3);
          expect(v).toBeLessThan(grid.dimensions[a]! - 0.5 + 1e-3);
        });
      }
    }));
  });

  it('wastes less than one voxel an axis', () => {
    fc.assert(fc.property(arbitraryGeometry({ kind: 'aligned' }), orientation, fc.tuple(spacing, spacing, spacing), (source, letters, spacingMm) => {
      const extent = source.spacingMm.reduce((product, s, a) => product * s * source.dimensions[a]!, 1);
      const grid = orientedGrid(source, letters, spacingMm);
      const smaller = grid.dimensions.reduce((product, n, a) => product * (n - 1) * spacingMm[a]!, 1);
      expect(smaller).toBeLessThanOrEqual(extent + 1e-6);
    }));
  });

  it('keeps the voxels of an axis-aligned source: only their order changes', () => {
    fc.assert(fc.property(arbitraryGeometry({ kind: 'aligned' }), orientation, (source, letters) => {
      const grid = orientedGrid(source, letters);
      expect(voxelCount(grid)).toBe(voxelCount(source));
      const values = makeVolume(source, Float32Array.from({ length: voxelCount(source) }, (_, v) => v));
      const moved = resampleLinear(values, grid, -1).voxels;
      expect([...moved].sort((a, b) => a - b).map(Math.round)).toEqual([...values.voxels]);
    }));
  });

  it('grows its axes as the letters say', () => {
    const source: Geometry = { dimensions: [4, 5, 6], spacingMm: [0.7, 0.8, 2.5], originLps: [-10, -20, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], frameOfReferenceUid: '1.2.3' };
    const grid = orientedGrid(source, 'SRA');
    expect(grid.direction).toEqual([0, 0, 1, -1, 0, 0, 0, -1, 0]);
    expect(grid.dimensions).toEqual([6, 4, 5]);
    expect(grid.spacingMm).toEqual([2.5, 0.7, 0.8]);
    expect(grid.originLps.map(v => Math.round(v * 1e6) / 1e6)).toEqual([-7.9, -16.8, 30]);
    expect(grid.frameOfReferenceUid).toBe('1.2.3');
  });

  it.each(['LP', 'LLS', 'LPX', 'lps', 'LRS', ''])('refuses "%s"', letters => {
    expect(() => orientedGrid(fc.sample(arbitraryGeometry(), 1)[0]!, letters)).toThrow(RangeError);
  });
});
