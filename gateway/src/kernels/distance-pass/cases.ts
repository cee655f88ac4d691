import { AWKWARD_GRIDS, uniforms, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { distancePassKernel } from './kernel.ts';

/** A tenth of the voxels are near to something; the others are farther than some lines are long. */
export const cases = casesOf(
  distancePassKernel,
  AWKWARD_GRIDS.flatMap((grid, n) =>
    [0, 1, 2].map(axis => ({
      what: `${grid.join('x')}, axis ${axis}`,
      inputs: [uniforms(voxelsOf(grid), { seed: n }).map(v => (v < 0.1 ? 400 * v : 900))] as const,
      parameters: { dimensions: [...grid, 0] as const, axis, root: n % 2, spacingMm: 0.8 + n },
      length: voxelsOf(grid),
    })),
  ),
);
