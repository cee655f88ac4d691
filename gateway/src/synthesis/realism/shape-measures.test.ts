import { describe, expect, it } from 'vitest';
import { GRIDS } from '../../../../test/phantoms/organ-phantom.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import { measureShape } from './shape-measures.ts';

/** A turned ellipsoid in the middle of a grid. */
function ellipsoid(geometry: Geometry, [a, b, c]: Vec3): { mask: Volume<Uint8Array>; centre: Vec3 } {
  const [columns, rows, slices] = geometry.dimensions;
  const centre = ijkToLps(geometry, [columns / 2 + 0.3, rows / 2 - 1.2, slices / 2 + 0.4]);
  const voxels = Uint8Array.from({ length: columns * rows * slices }, (_, at) => {
    const p = ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
    const [x, y, z] = p.map((v, axis) => v - centre[axis]!) as [number, number, number];
    const [u, v] = [0.8 * x + 0.6 * y, -0.6 * x + 0.8 * y];
    return (u / a) ** 2 + (v / b) ** 2 + (z / c) ** 2 < 1 ? 1 : 0;
  });
  return { mask: makeVolume(geometry, voxels), centre };
}

/** Thomsen's approximation of an ellipsoid's surface, good to 1 %. */
const area = ([a, b, c]: Vec3) => 4 * Math.PI * ((((a * b) ** 1.6075 + (a * c) ** 1.6075 + (b * c) ** 1.6075) / 3) ** (1 / 1.6075));

describe.each(Object.entries(GRIDS))('on %s', (_, geometry) => {
  it.each([
    [[20, 20, 20]],
    [[28, 20, 14]],
    [[35, 16, 16]],
  ] as [Vec3][])('knows radius, form and place of an ellipsoid of %s mm', axes => {
    const { mask, centre } = ellipsoid(geometry, axes);
    const found = measureShape(mask);
    const radiusMm = Math.cbrt(axes[0] * axes[1] * axes[2]);
    expect(Math.abs(found.equivalentRadiusMm / radiusMm - 1)).toBeLessThan(0.01);
    expect(Math.abs(found.sphericity / ((4 * Math.PI * radiusMm ** 2) / area(axes)) - 1), `sphericity ${found.sphericity}`).toBeLessThan(0.04);
    expect(found.elongation).toBeCloseTo(Math.min(...axes) / Math.max(...axes), 1.5);
    expect(Math.hypot(...found.centroidLps.map((v, axis) => v - centre[axis]!))).toBeLessThan(0.5);
  });
});

it('has no answer for an empty mask', () => {
  const geometry = GRIDS['1 x 1 x 1 mm'];
  expect(() => measureShape(makeVolume(geometry, new Uint8Array(geometry.dimensions[0] ** 3)))).toThrow(RangeError);
});
