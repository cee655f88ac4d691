import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splinePrefilterKernel } from './kernel.ts';

export const cases = casesOf(
  splinePrefilterKernel,
  AWKWARD_GRIDS.flatMap(grid =>
    [0, 1, 2].map(axis => ({
      what: `${grid.join('x')}, axis ${axis}`,
      inputs: [normals(voxelsOf(grid), { seed: axis })] as const,
      parameters: { dimensions: [...grid, 0] as const, axis },
      length: voxelsOf(grid),
      threads: voxelsOf(grid) / grid[axis]!,
    })),
  ),
);
