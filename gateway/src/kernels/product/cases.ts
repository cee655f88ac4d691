import { AWKWARD_GRIDS, normals, opacities, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { productKernel } from './kernel.ts';

export const cases = casesOf(
  productKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n }), opacities(voxelsOf(grid), n)] as const,
    parameters: { dimensions: [...grid, 0] as const },
    length: voxelsOf(grid),
  })),
);
