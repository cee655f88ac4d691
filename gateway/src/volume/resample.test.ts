import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry, rotation, sheared } from '../../../test/support/arbitrary-geometry.ts';
import { ijkToLps, lpsToIjk, voxelCount, type Geometry, type Vec3 } from './geometry.ts';
import { resampleLinear, resampleNearest } from './resample.ts';
import { makeVolume } from './volume.ts';

const indexOf = ({ dimensions: [columns, rows] }: Geometry, v: number): Vec3 => [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))];

/** A different linear ramp along each patient axis: mirrors and swaps cannot hide in it. */
const ramp = ([x, y, z]: Vec3) => 0.31 * x - 0.73 * y + 1.7 * z + 5;
const rampOn = (geometry: Geometry) => makeVolume(geometry, Float32Array.from({ length: voxelCount(geometry) }, (_, v) => ramp(ijkToLps(geometry, indexOf(geometry, v)))));

/** Two grids that overlap: the second is placed at the middle of the first. */
const twoGrids = fc.tuple(arbitraryGeometry({ minSize: 2 }), arbitraryGeometry()).map(([source, target]): [Geometry, Geometry] => {
  const middle = ijkToLps(source, source.dimensions.map(n => (n - 1) / 2) as unknown as Vec3);
  const own = ijkToLps(target, target.dimensions.map(n => (n - 1) / 2) as unknown as Vec3);
  return [source, { ...target, originLps: target.originLps.map((v, a) => v + middle[a]! - own[a]!) as unknown as Vec3 }];
});

describe('resampleLinear', () => {
  it('reproduces a ramp by world position between any two grids', () => {
    let inside = 0;
    fc.assert(fc.property(twoGrids, ([source, target]) => {
      const result = resampleLinear(rampOn(source), target, -1024);
      result.voxels.forEach((value, v) => {
        const lps = ijkToLps(target, indexOf(target, v));
        const at = lpsToIjk(source, lps);
        const depth = Math.min(...at.map((p, a) => Math.min(p, source.dimensions[a]! - 1 - p)));
        if (depth > 1e-4) { inside++; expect(Math.abs(value - ramp(lps))).toBeLessThan(2e-3); }
        if (depth < -0.5 - 1e-4) expect(value).toBe(-1024);
        if (depth < -1e-4 && depth > -0.5 + 1e-4) expect(value).not.toBe(-1024);
      });
    }), { numRuns: 200 });
    expect(inside).toBeGreaterThan(1000);
  });

  it('changes nothing on its own grid', () => {
    fc.assert(fc.property(arbitraryGeometry(), geometry => {
      const volume = rampOn(geometry);
      expect(resampleLinear(volume, geometry, 0).voxels).toEqual(volume.voxels);
    }));
  });

  it('takes the same values along the fast and the general way', () => {
    const source = fc.sample(arbitraryGeometry({ kind: 'aligned', minSize: 6 }), { numRuns: 1, seed: 4 })[0]!;
    const noise = makeVolume(source, Float32Array.from({ length: voxelCount(source) }, (_, v) => (v * 7919) % 1013));
    const target: Geometry = { ...source, dimensions: [11, 9, 7], spacingMm: source.spacingMm.map(s => s * 0.43) as unknown as Vec3 };
    const turn = 2e-4;
    const turned = { ...target, direction: rotated(target.direction, turn) };
    const fast = resampleLinear(noise, target, 0).voxels;
    const general = resampleLinear(noise, turned, 0).voxels;
    expect(fast.some(v => v !== 0)).toBe(true);
    fast.forEach((v, at) => expect(Math.abs(v - general[at]!)).toBeLessThan(1013 * 80 * turn));
  });
});

/** Each axis turned a little about z: too little to matter, enough to be oblique. */
function rotated(direction: Geometry['direction'], angle: number): Geometry['direction'] {
  const r = rotation([0, 0, 1], angle);
  return [0, 3, 6].flatMap(a => [0, 1, 2].map(row => r[row]! * direction[a]! + r[3 + row]! * direction[a + 1]! + r[6 + row]! * direction[a + 2]!)) as unknown as Geometry['direction'];
}

describe('resampleNearest', () => {
  it('gives each target voxel the value of the source voxel it lies in', () => {
    fc.assert(fc.property(twoGrids, ([source, target]) => {
      const labels = makeVolume(source, Uint8Array.from({ length: voxelCount(source) }, (_, v) => 1 + (v * 31) % 250));
      resampleNearest(labels, target, 255).voxels.forEach((value, v) => {
        const at = lpsToIjk(source, ijkToLps(target, indexOf(target, v)));
        if (at.some(p => Math.abs(p - Math.floor(p) - 0.5) < 1e-4)) return;
        const [i, j, k] = at.map(Math.round) as unknown as Vec3;
        const isOut = [i, j, k].some((p, a) => p < 0 || p >= source.dimensions[a]!);
        expect(value).toBe(isOut ? 255 : labels.voxels[i + source.dimensions[0] * (j + source.dimensions[1] * k)]);
      });
    }), { numRuns: 200 });
  });

  it('undoes its own refinement of a sheared grid', () => {
    const source: Geometry = { dimensions: [5, 4, 3], spacingMm: [0.8, 1.1, 3], originLps: [-30, 12, 700], direction: sheared(rotation([0.2, 1, 0.4], 0.5), 0.3) };
    const fine: Geometry = { ...source, dimensions: [15, 12, 9], spacingMm: source.spacingMm.map(s => s / 3) as unknown as Vec3, originLps: ijkToLps(source, [-1 / 3, -1 / 3, -1 / 3]) };
    const labels = makeVolume(source, Uint8Array.from({ length: 60 }, (_, v) => v));
    expect(resampleNearest(resampleNearest(labels, fine), source).voxels).toEqual(labels.voxels);
  });
});
