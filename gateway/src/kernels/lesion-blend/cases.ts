import { AWKWARD_GRIDS, normals, opacities, uniforms, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { lesionBlendKernel } from './kernel.ts';

export const cases = casesOf(
  lesionBlendKernel,
  AWKWARD_GRIDS.flatMap((grid, n) =>
    [0, 1].map(bounded => {
      const length = voxelsOf(grid);
      const hu = (seed: number) => normals(length, { seed: 10 * n + seed, mean: 90, sd: 30 });
      const territory = bounded ? uniforms(length, { seed: n, low: -0.4, high: 1 }) : Float32Array.of(0);
      return {
        what: `${grid.join('x')}${bounded ? ', bounded' : ''}`,
        inputs: [hu(1), hu(2), hu(3), opacities(length, n), territory, normals(length, { seed: n, sd: 4 }).map((v, at) => (at % 5 === 0 ? 0 : v))] as const,
        parameters: { dimensions: [...grid, 0] as const, bounded, meanHu: 95, sdHu: 24, contrastHu: -38, noiseGain: 1.2, least: 0.02 },
        length,
      };
    }),
  ),
);
