import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splineSampleKernel } from './kernel.ts';

/** An oblique grid that reaches beyond the lattice on every side. */
export const cases = casesOf(
  splineSampleKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: `${grid.join('x')}, ${n + 1} layers`,
    inputs: [normals(6 * 9 * 4, { seed: n })] as const,
    parameters: {
      dimensions: [...grid, 0] as const, lattice: [6, 9, 4, 0] as const, layers: n + 1,
      toLatticeX: [0.31, 0.13, -0.2, -1.3] as const, toLatticeY: [-0.11, 0.37, 0.09, 2.2] as const, toLatticeZ: [0.06, -0.04, 0.43, 0.7] as const,
    },
    length: voxelsOf(grid),
  })),
);
