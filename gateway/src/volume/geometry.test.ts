import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry, rotation, sheared } from '../../../test/support/arbitrary-geometry.ts';
import { affineOf, geometryFromAffine, ijkToLps, invertAffine, lpsToIjk, multiplyAffine, sameGrid, voxelVolumeMl, type Geometry } from './geometry.ts';

const ct: Geometry = { dimensions: [4, 5, 6], spacingMm: [0.7, 0.8, 2.5], originLps: [-120, -80, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

describe('geometry', () => {
  it('places voxels by column, row and slice', () => {
    expect(ijkToLps(ct, [0, 0, 0])).toEqual([-120, -80, 30]);
    expect(ijkToLps(ct, [1, 2, 3])).toEqual([-119.3, -78.4, 37.5]);
  });

  it('goes from index to patient and back on any grid', () => {
    fc.assert(fc.property(arbitraryGeometry(), fc.tuple(fc.double({ min: -5, max: 20, noNaN: true }), fc.double({ min: -5, max: 20, noNaN: true }), fc.double({ min: -5, max: 20, noNaN: true })), (geometry, ijk) => {
      lpsToIjk(geometry, ijkToLps(geometry, ijk)).forEach((v, a) => expect(v).toBeCloseTo(ijk[a]!, 6));
    }));
  });

  it('survives the way through its own matrix', () => {
    fc.assert(fc.property(arbitraryGeometry(), geometry => {
      const back = geometryFromAffine(affineOf(geometry), geometry.dimensions);
      expect(sameGrid(geometry, back, 1e-6)).toBe(true);
    }));
  });

  it('inverts every matrix it makes', () => {
    fc.assert(fc.property(arbitraryGeometry(), geometry => {
      const identity = multiplyAffine(invertAffine(affineOf(geometry)), affineOf(geometry));
      identity.forEach((v, at) => expect(v).toBeCloseTo(at % 5 === 0 ? 1 : 0, 6));
    }));
  });

  it('refuses matrices without volume', () => {
    expect(() => invertAffine([1, 1, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow(RangeError);
    expect(() => geometryFromAffine([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [2, 2, 2])).toThrow(RangeError);
    expect(() => geometryFromAffine([1, 0, 0, 0, 0, Number.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [2, 2, 2])).toThrow(RangeError);
  });

  it('measures the volume of a leaning voxel by its height', () => {
    expect(voxelVolumeMl(ct)).toBeCloseTo(0.7 * 0.8 * 2.5 / 1000, 9);
    const tilted = { ...ct, direction: sheared(rotation([1, 0, 0], 0), Math.tan(Math.PI / 6)) };
    expect(voxelVolumeMl(tilted)).toBeCloseTo((0.7 * 0.8 * 2.5 * Math.cos(Math.PI / 6)) / 1000, 9);
  });

  it('tells grids apart by place, not by description', () => {
    expect(sameGrid(ct, { ...ct, originLps: [-120, -80, 30.0005] })).toBe(true);
    expect(sameGrid(ct, { ...ct, originLps: [-120, -80, 30.01] })).toBe(false);
    expect(sameGrid(ct, { ...ct, spacingMm: [0.7, 0.8, 2.51] })).toBe(false);
    expect(sameGrid(ct, { ...ct, dimensions: [4, 5, 7] })).toBe(false);
  });
});
