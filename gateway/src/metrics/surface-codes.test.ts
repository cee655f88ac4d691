import { describe, expect, it } from 'vitest';
import { surfaceAreasMm2 } from './surface-codes.ts';

const unit = surfaceAreasMm2([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
const bits = (...corners: readonly number[]) => corners.reduce((code, n) => code | (1 << n), 0);

describe('surfaceAreasMm2', () => {
  it.each([
    ['one corner', bits(0), Math.sqrt(3) / 8],
    ['an edge', bits(0, 1), Math.SQRT1_2],
    ['a face', bits(0, 1, 2, 3), 1],
    ['three corners of a face', bits(0, 1, 2), 0.5 + (3 * Math.sqrt(3)) / 8],
    ['a corner and its neighbours', bits(0, 1, 2, 4), (3 * Math.sqrt(3)) / 4],
    ['two corners across a face', bits(0, 3), Math.sqrt(3) / 4],
    ['four corners no two of which share an edge', bits(0, 3, 5, 6), Math.sqrt(3) / 2],
    ['a twisted chain of four', bits(1, 0, 2, 6), 1.5731],
  ])('knows %s', (_, code, area) => {
    expect(unit[code]).toBeCloseTo(area, 4);
    expect(unit[255 - code]).toBeCloseTo(area, 4);
  });

  it('has no surface where all or none is inside', () => expect([unit[0], unit[255]]).toEqual([0, 0]));

  // The distinct areas of the public surface-distance definition on the unit cube, with the number of codes that have each.
  it('agrees with the public definition in number and size of patches', () => {
    const counts = new Map<number, number>();
    for (const area of unit) counts.set(Math.round(area * 1e5) / 1e5, (counts.get(Math.round(area * 1e5) / 1e5) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      0: 2, 0.21651: 16, 0.43301: 32, 0.64952: 16, [Math.round(Math.SQRT1_2 * 1e5) / 1e5]: 24, 0.86603: 2, 0.92361: 48, 1: 6, 1.14952: 48, 1.29904: 8, 1.36603: 24, [Math.round(Math.SQRT2 * 1e5) / 1e5]: 6, 1.57313: 24,
    });
  });

  it('scales a face with its two axes, on a sheared grid too', () => {
    const areas = surfaceAreasMm2([[0.5, 0, 0], [0, 2, 0], [0, 1, 4]]);
    expect(areas[bits(0, 1, 2, 3)]).toBeCloseTo(1, 6); // across k: 0.5 mm by 2 mm
    expect(areas[bits(0, 2, 4, 6)]).toBeCloseTo(8, 6); // across i: 2 mm by 4 mm of height
  });
});
