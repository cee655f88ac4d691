import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry } from '../../../test/support/arbitrary-geometry.ts';
import { boundingBox, crop, cropGeometry, growBox, paste, wholeBox, type Box } from './crop.ts';
import { ijkToLps, voxelCount, type Geometry, type Vec3 } from './geometry.ts';
import { makeVolume, offsetOf } from './volume.ts';

/** A grid with a box that lies inside it. */
const gridAndBox = arbitraryGeometry().chain(geometry => {
  const range = (axis: number) => fc.tuple(fc.nat(geometry.dimensions[axis]! - 1), fc.nat(geometry.dimensions[axis]! - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
  return fc.tuple(range(0), range(1), range(2)).map(([i, j, k]): [Geometry, Box] => [geometry, { low: [i[0], j[0], k[0]], high: [i[1], j[1], k[1]] }]);
});

function* indexes({ low, high }: Box): Generator<Vec3> {
  for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) yield [i, j, k];
}

describe('crop', () => {
  it('keeps every voxel with its place in the patient, and paste is its inverse', () => {
    fc.assert(fc.property(gridAndBox, ([geometry, box]) => {
      const whole = makeVolume(geometry, Int16Array.from({ length: voxelCount(geometry) }, (_, v) => v + 1));
      const part = crop(whole, box);
      for (const ijk of indexes(wholeBox(part.geometry))) {
        const inWhole = ijk.map((v, a) => v + box.low[a]!) as unknown as Vec3;
        expect(part.voxels[offsetOf(part.geometry, ijk)]).toBe(whole.voxels[offsetOf(geometry, inWhole)]);
        ijkToLps(part.geometry, ijk).forEach((v, a) => expect(v).toBeCloseTo(ijkToLps(geometry, inWhole)[a]!, 6));
      }
      const target = makeVolume(geometry, new Int16Array(whole.voxels.length));
      paste(target, part, box);
      expect(target.voxels.filter(v => v !== 0)).toHaveLength(part.voxels.length);
      expect(crop(target, box).voxels).toEqual(part.voxels);
    }));
  });

  it('does not share memory with its source', () => {
    const [geometry, box] = fc.sample(gridAndBox, 1)[0]!;
    const whole = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
    crop(whole, box).voxels.fill(7);
    expect(whole.voxels.includes(7)).toBe(false);
  });

  it('refuses boxes that leave the grid, are empty, or do not fit the patch', () => {
    const geometry = fc.sample(arbitraryGeometry({ minSize: 3 }), 1)[0]!;
    expect(() => cropGeometry(geometry, { low: [0, 0, 0], high: [99, 1, 1] })).toThrow(RangeError);
    expect(() => cropGeometry(geometry, { low: [-1, 0, 0], high: [1, 1, 1] })).toThrow(RangeError);
    expect(() => cropGeometry(geometry, { low: [1, 1, 1], high: [1, 2, 2] })).toThrow(RangeError);
    const whole = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
    expect(() => paste(whole, whole, { low: [0, 0, 0], high: [1, 1, 1] })).toThrow(RangeError);
  });
});

describe('boundingBox', () => {
  it('is the smallest box round the set voxels', () => {
    fc.assert(fc.property(arbitraryGeometry(), fc.array(fc.nat(1000), { maxLength: 4 }), (geometry, picks) => {
      const mask = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
      for (const pick of picks) mask.voxels[pick % mask.voxels.length] = 3;
      const set = [...indexes(wholeBox(geometry))].filter(ijk => mask.voxels[offsetOf(geometry, ijk)] !== 0);
      const expected = set.length === 0 ? undefined : { low: [0, 1, 2].map(a => Math.min(...set.map(p => p[a]!))), high: [0, 1, 2].map(a => Math.max(...set.map(p => p[a]!)) + 1) };
      expect(boundingBox(mask)).toEqual(expected);
    }));
  });
});

describe('growBox', () => {
  it('takes in every voxel within the margin, on oblique and sheared grids too, and none beyond the grid', () => {
    fc.assert(fc.property(gridAndBox, fc.double({ min: 0, max: 12, noNaN: true }), ([geometry, box], marginMm) => {
      const grown = growBox(box, geometry, marginMm);
      const isIn = (p: Vec3) => p.every((v, a) => v >= grown.low[a]! && v < grown.high[a]!);
      const inside = [...indexes(box)].map(ijk => ijkToLps(geometry, ijk));
      for (const ijk of indexes(wholeBox(geometry))) {
        const lps = ijkToLps(geometry, ijk);
        const distance = Math.min(...inside.map(q => Math.hypot(q[0] - lps[0], q[1] - lps[1], q[2] - lps[2])));
        if (distance < marginMm - 1e-6) expect(isIn(ijk)).toBe(true);
      }
      expect(cropGeometry(geometry, grown).dimensions.every((n, a) => n <= geometry.dimensions[a]!)).toBe(true);
    }), { numRuns: 60 });
  });

  it('grows by whole voxels of each axis', () => {
    const geometry: Geometry = { dimensions: [50, 50, 50], spacingMm: [0.5, 1, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    expect(growBox({ low: [20, 20, 20], high: [21, 21, 21] }, geometry, 5)).toEqual({ low: [10, 15, 19], high: [31, 26, 22] });
  });
});
