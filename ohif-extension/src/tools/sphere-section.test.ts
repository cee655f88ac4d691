import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointLps } from '../state/site.ts';
import { distanceMm, sphereSection } from './sphere-section.ts';

const coordinate = fc.double({ min: -40, max: 40, noNaN: true });
const point = fc.tuple(coordinate, coordinate, coordinate);
const normal = fc
  .tuple(...([0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })) as [fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<number>]))
  .filter((v) => Math.hypot(...v) > 0.1)
  .map(([x, y, z]): PointLps => {
    const length = Math.hypot(x, y, z);
    return [x / length, y / length, z / length];
  });

describe('sphereSection', () => {
  it('is the sphere itself on the slice through its centre', () => {
    expect(sphereSection([10, -20, 30], 12, { point: [0, 0, 30], normal: [0, 0, 1] })).toEqual({ centreLps: [10, -20, 30], radiusMm: 12, distanceMm: 0 });
  });

  it('shrinks away from the centre and ends at the radius', () => {
    const at = (z: number) => sphereSection([0, 0, 0], 5, { point: [0, 0, z], normal: [0, 0, -1] });
    expect(at(3)).toEqual({ centreLps: [0, 0, 3], radiusMm: 4, distanceMm: 3 });
    expect(at(5)).toBeUndefined();
    expect(at(-5.1)).toBeUndefined();
  });

  it('has its rim on the sphere and its centre in the plane, whatever the plane', () => {
    fc.assert(
      fc.property(point, normal, point, fc.double({ min: 1, max: 60, noNaN: true }), (centre, unit, planePoint, radiusMm) => {
        const section = sphereSection(centre, radiusMm, { point: planePoint, normal: unit });
        const off = (p: readonly number[]) => (p as number[]).reduce((sum, value, axis) => sum + (value - (planePoint[axis] ?? 0)) * (unit[axis] ?? 0), 0);
        if (section === undefined) {
          expect(Math.abs(off(centre))).toBeGreaterThanOrEqual(radiusMm * (1 - 1e-9));
          return;
        }
        expect(Math.abs(off(section.centreLps))).toBeLessThan(1e-6);
        expect(Math.hypot(section.radiusMm, distanceMm(section.centreLps, centre))).toBeCloseTo(radiusMm, 6);
      }),
    );
  });
});
