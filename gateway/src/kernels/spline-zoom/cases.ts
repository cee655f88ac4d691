import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splineZoomKernel } from './kernel.ts';

/** From one sample, from fewer and from more than come out, from before the first to beyond the last. */
export const cases = casesOf(
  splineZoomKernel,
  AWKWARD_GRIDS.flatMap((grid, n) =>
    [0, 1, 2].map(axis => {
      const inputCount = [1, 4, 6, 3, 40][n]!;
      return {
        what: `${inputCount} to ${grid.join('x')}, axis ${axis}`,
        inputs: [normals((voxelsOf(grid) / grid[axis]!) * inputCount, { seed: axis })] as const,
        parameters: { dimensions: [...grid, 0] as const, axis, inputCount, origin: -0.7, step: (inputCount + 1) / grid[axis]! },
        length: voxelsOf(grid),
      };
    }),
  ),
);
