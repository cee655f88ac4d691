import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { weightedSumKernel } from './kernel.ts';

export const cases = casesOf(
  weightedSumKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n }), normals(voxelsOf(grid), { seed: n + 10, sd: 3 }), normals(voxelsOf(grid), { seed: n + 20, mean: -2 })] as const,
    parameters: { dimensions: [...grid, 0] as const, a: 0.3, b: -1.2, c: 2.5 },
    length: voxelsOf(grid),
  })),
);
