import { expect, it } from 'vitest';
import { latticeAround, latticePoint } from '../frame/lattice.ts';
import { makeDraws } from '../draws.ts';
import { elasticPlanes } from './elastic-planes.ts';
import { elasticValues } from './elastic-values.ts';

it('is the shell that each point comes to lie on, deformation by deformation', () => {
  const options = { halfAxesMm: [9, 12, 7] as const, sigmaMm: 3, draws: makeDraws({ seed: 11, stage: 'shape' }) };
  const lattice = latticeAround([1, -2, 0.5], { reachMm: 18, stepMm: 1.7 });
  const values = elasticValues({ ...options, lattice, reachMm: 18 });
  const [passes, place, meanMm] = [elasticPlanes(options), new Float64Array(3), Math.cbrt(9 * 12 * 7)];
  const [x0, y0, z0] = latticePoint(lattice, (values.length - 1) / 2);
  let inside = 0;
  values.forEach((value, n) => {
    const [x, y, z] = latticePoint(lattice, n);
    if (Math.hypot(x - x0, y - y0, z - z0) > 17.9) return;
    inside++;
    place.set([x, y, z]);
    for (const pass of passes) pass(place);
    expect(value).toBeCloseTo(meanMm * Math.hypot(place[0]! / 9, place[1]! / 12, place[2]! / 7), 4);
  });
  expect(inside).toBeGreaterThan(4000);
});
