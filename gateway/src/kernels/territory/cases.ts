import { AWKWARD_GRIDS, uniforms, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { territoryKernel } from './kernel.ts';

export const cases = casesOf(
  territoryKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: grid.join('x'),
    inputs: [uniforms(voxelsOf(grid), { seed: n }).map(v => (v > 0.4 ? 1 : 0)), uniforms(voxelsOf(grid), { seed: 9 + n })] as const,
    parameters: { dimensions: [...grid, 0] as const },
    length: voxelsOf(grid),
  })),
);
