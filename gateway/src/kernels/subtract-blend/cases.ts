import { AWKWARD_GRIDS, opacities, uniforms, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { subtractBlendKernel } from './kernel.ts';

export const cases = casesOf(
  subtractBlendKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [opacities(voxelsOf(grid), n), uniforms(voxelsOf(grid), { seed: n, high: 3 })] as const,
    parameters: { dimensions: [...grid, 0] as const, depthHu: 41, gain: 0.6, least: 0.01 },
    length: voxelsOf(grid),
  })),
);
