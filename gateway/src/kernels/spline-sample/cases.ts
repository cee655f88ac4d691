import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splineSampleKernel } from './kernel.ts';

const OBLIQUE = { toLatticeX: [0.31, 0.13, -0.2, -1.3], toLatticeY: [-0.11, 0.37, 0.09, 2.2], toLatticeZ: [0.06, -0.04, 0.43, 0.7] } as const;
/** Its rows run along the lattice's, backwards. */
const TILTED = { toLatticeX: [-0.31, 0, 0, 6.4], toLatticeY: [0, 0.37, 0.09, -1.2], toLatticeZ: [0, -0.04, 0.43, 0.7] } as const;
/** Its axes run along the lattice's, the second one backwards. */
const ALIGNED = { toLatticeX: [0.31, 0, 0, -1.4], toLatticeY: [0, -0.37, 0, 9.3], toLatticeZ: [0, 0, 0.43, 0.7] } as const;
const PLACED = { oblique: OBLIQUE, tilted: TILTED, aligned: ALIGNED } as const;

/** Grids that reach beyond the lattice on every side. */
export const cases = casesOf(
  splineSampleKernel,
  AWKWARD_GRIDS.flatMap((grid, n) => Object.entries(PLACED).map(([name, rows]) => ({
    what: `${grid.join('x')}, ${n + 1} layers, ${name}`,
    inputs: [normals(6 * 9 * 4, { seed: n })] as const,
    parameters: {
      dimensions: [...grid, 0] as const, lattice: [6, 9, 4, 0] as const, layers: n + 1, ...rows,
    },
    length: voxelsOf(grid),
  }))),
);
