import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGeometry } from '../../../test/support/arbitrary-geometry.ts';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { dice } from './dice.ts';
import { robustHausdorffMm, surfaceDice } from './surface-dice.ts';
import { surfaceDistances } from './surface-distances.ts';

const grid = (dimensions: Vec3, spacingMm: Vec3): Geometry => ({ dimensions, spacingMm, originLps: [3, -4, 5], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] });

function block(geometry: Geometry, low: Vec3, high: Vec3) {
  const [columns, rows, slices] = geometry.dimensions;
  const mask = makeVolume(geometry, new Uint8Array(columns * rows * slices));
  for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) mask.voxels.fill(1, low[0] + columns * (j + rows * k), high[0] + columns * (j + rows * k));
  return mask;
}

const compare = (reference: ReturnType<typeof block>, prediction: ReturnType<typeof block>) => surfaceDistances({ reference, prediction });
const geometry = grid([20, 16, 12], [0.7, 1, 2.5]);

describe('surface metrics', () => {
  it('finds a surface shifted by one slice 2.5 mm away: outside 2 mm, inside 2.5 mm', () => {
    const distances = compare(block(geometry, [4, 4, 3], [14, 12, 8]), block(geometry, [4, 4, 4], [14, 12, 9]));
    expect(robustHausdorffMm(distances, 1)).toBeCloseTo(2.5, 5);
    expect(surfaceDice(distances, 2.5)).toBe(1);
    const sides = 2 * (9 * 0.7 * 4 * 2.5 + 7 * 4 * 2.5); // what lies on the other surface, without rounded edges
    const caps = 2 * (9 * 0.7 * 7);
    expect(surfaceDice(distances, 2)).toBeCloseTo(sides / (sides + caps), 1);
  });

  it('counts the sides of a block as large as they are', () => {
    const { reference } = compare(block(geometry, [2, 2, 2], [16, 14, 10]), block(geometry, [2, 2, 2], [16, 14, 10]));
    const area = reference.areasMm2.reduce((a, b) => a + b, 0);
    const box = 2 * (14 * 0.7 * 12 + 14 * 0.7 * 8 * 2.5 + 12 * 8 * 2.5);
    expect(area / box).toBeGreaterThan(0.9); // cut corners take a little
    expect(area / box).toBeLessThan(1);
  });

  it('treats masks at the scan\'s edge like any other', () => {
    const edge = compare(block(geometry, [0, 0, 0], [6, 6, 6]), block(geometry, [0, 0, 0], [6, 6, 5]));
    const inside = compare(block(geometry, [3, 3, 3], [9, 9, 9]), block(geometry, [3, 3, 3], [9, 9, 8]));
    expect(surfaceDice(edge)).toBeCloseTo(surfaceDice(inside)!, 9);
  });

  it('says what it does about empty masks', () => {
    const [empty, full] = [block(geometry, [0, 0, 0], [0, 0, 0]), block(geometry, [2, 2, 2], [5, 5, 5])];
    expect([surfaceDice(compare(empty, empty)), robustHausdorffMm(compare(empty, empty)), dice({ reference: empty, prediction: empty })]).toEqual([undefined, undefined, undefined]);
    expect([surfaceDice(compare(full, empty)), robustHausdorffMm(compare(full, empty)), dice({ reference: full, prediction: empty })]).toEqual([0, Infinity, 0]);
    expect([surfaceDice(compare(empty, full)), dice({ reference: empty, prediction: full })]).toEqual([0, 0]);
  });

  it('refuses masks of different grids', () => {
    expect(() => compare(block(geometry, [0, 0, 0], [2, 2, 2]), block(grid([20, 16, 12], [0.7, 1, 2.6]), [0, 0, 0], [2, 2, 2]))).toThrow(RangeError);
  });

  it.each(['aligned', 'oblique', 'sheared'] as const)('is symmetric, 1 for equal masks and grows with tolerance on %s grids', kind => {
    const pairs = arbitraryGeometry({ kind, maxSize: 8 }).chain(g => fc.tuple(fc.constant(g), fc.array(fc.integer({ min: 0, max: 1 }), { minLength: voxelCount(g), maxLength: voxelCount(g) }), fc.nat()));
    fc.assert(fc.property(pairs, ([g, bits, turn]) => {
      const a = makeVolume(g, Uint8Array.from(bits));
      const b = makeVolume(g, Uint8Array.from(bits, (_, v) => bits[(v + turn) % bits.length]!));
      const [forth, back] = [compare(a, b), compare(b, a)];
      expect(surfaceDice(forth)).toBe(surfaceDice(back));
      if (bits.includes(1)) expect(surfaceDice(compare(a, a), 0)).toBe(1);
      const [tight, wide] = [surfaceDice(forth, 1), surfaceDice(forth, 3)];
      if (tight !== undefined) expect(wide).toBeGreaterThanOrEqual(tight);
    }), { numRuns: 40 });
  });
});
