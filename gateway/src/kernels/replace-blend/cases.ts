import { AWKWARD_GRIDS, normals, opacities, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { replaceBlendKernel } from './kernel.ts';

export const cases = casesOf(
  replaceBlendKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [normals(voxelsOf(grid), { seed: n, mean: 90, sd: 20 }), opacities(voxelsOf(grid), n), normals(voxelsOf(grid), { seed: 30 + n, mean: 2 })] as const,
    parameters: { dimensions: [...grid, 0] as const, meanHu: 55, gain: 7, middle: 2, least: 0.01 },
    length: voxelsOf(grid),
  })),
);
