import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { structureKernel } from './kernel.ts';

export const cases = casesOf(
  structureKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n, mean: 90, sd: 40 }), normals(voxelsOf(grid), { seed: 20 + n, mean: 90, sd: 10 })] as const,
    parameters: { dimensions: [...grid, 0] as const, sureHu: 24, noneHu: 60 },
    length: voxelsOf(grid),
  })),
);
