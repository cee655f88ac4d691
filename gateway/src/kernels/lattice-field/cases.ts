import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { latticeFieldKernel } from './kernel.ts';

/** An oblique grid that reaches beyond the lattice on every side. */
export const cases = casesOf(
  latticeFieldKernel,
  AWKWARD_GRIDS.map((grid, n) => ({
    what: `${grid.join('x')}, ${n + 1} layers`,
    inputs: [normals(9 ** 3, { seed: n })] as const,
    parameters: {
      dimensions: [...grid, 0] as const, count: 9, layers: n + 1,
      latticeX: [0.41, 0.13, -0.2, -1.3] as const, latticeY: [-0.11, 0.47, 0.09, 2.2] as const, latticeZ: [0.06, -0.04, 0.83, 0.7] as const,
    },
    length: voxelsOf(grid),
  })),
);
