import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { gaussianBlurKernel } from './kernel.ts';
import { gaussianWeights } from './weights.ts';

/** A narrow blur and one wider than some axes, whose reflection folds several times. */
export const cases = casesOf(
  gaussianBlurKernel,
  AWKWARD_GRIDS.flatMap(grid =>
    [0, 1, 2].flatMap(axis =>
      [0.6, 2.3].map(sigma => {
        const weights = Float32Array.from(gaussianWeights(sigma));
        return {
          what: `${grid.join('x')}, axis ${axis}, sigma ${sigma}`,
          inputs: [normals(voxelsOf(grid), { seed: axis, mean: 60, sd: 20 }), weights] as const,
          parameters: { dimensions: [...grid, 0] as const, axis, radius: weights.length - 1 },
          length: voxelsOf(grid),
        };
      }),
    ),
  ),
);
