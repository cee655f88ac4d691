import { AWKWARD_GRIDS, opacities, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { bandKernel } from './kernel.ts';

export const cases = casesOf(
  bandKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [opacities(voxelsOf(grid), n)] as const,
    parameters: { dimensions: [...grid, 0] as const, low: 0.3, high: 0.7 },
    length: voxelsOf(grid),
  })),
);
