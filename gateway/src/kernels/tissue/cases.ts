import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { tissueKernel } from './kernel.ts';

export const cases = casesOf(
  tissueKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n, mean: 90, sd: 40 }).map(Math.round)] as const,
    parameters: { dimensions: [...grid, 0] as const, meanHu: 95.25, reachHu: 50 },
    length: voxelsOf(grid),
  })),
);
