import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splineSampleKernel } from './kernel.ts';

const OBLIQUE = { toLatticeX: [0.31, 0.13, -0.2, -1.3], toLatticeY: [-0.11, 0.37, 0.09, 2.2], toLatticeZ: [0.06, -0.04, 0.43, 0.7] } as const;
/** Its rows run along the lattice's, backwards. */
const TILTED = { toLatticeX: [-0.31, 0, 0, 6.4], toLatticeY: [0, 0.37, 0.09, -1.2], toLatticeZ: [0, -0.04, 0.43, 0.7] } as const;

/** Grids that reach beyond the lattice on every side. */
export const cases = casesOf(
  splineSampleKernel,
  AWKWARD_GRIDS.flatMap((grid, n) => [OBLIQUE, TILTED].map((rows) => ({
    what: `${grid.join('x')}, ${n + 1} layers, ${rows === OBLIQUE ? 'oblique' : 'tilted'}`,
    inputs: [normals(6 * 9 * 4, { seed: n })] as const,
    parameters: {
      dimensions: [...grid, 0] as const, lattice: [6, 9, 4, 0] as const, layers: n + 1, ...rows,
    },
    length: voxelsOf(grid),
  }))),
);
