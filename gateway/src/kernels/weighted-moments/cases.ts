import { AWKWARD_GRIDS, normals, opacities, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { weightedMomentsKernel } from './kernel.ts';

export const cases = casesOf(
  weightedMomentsKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n, mean: 0.2 }), opacities(voxelsOf(grid), n)] as const,
    parameters: { dimensions: [...grid, 0] as const, least: 0.3 },
    length: 3 * grid[1] * grid[2],
    threads: grid[1] * grid[2],
  })),
);
