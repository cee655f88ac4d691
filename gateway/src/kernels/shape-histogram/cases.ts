import { AWKWARD_GRIDS, uniforms, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { CASE_SAMPLES, caseShape } from '../shape-lattice/case-inputs.ts';
import { shapeHistogramKernel } from './kernel.ts';

export const cases = casesOf(
  shapeHistogramKernel,
  AWKWARD_GRIDS.flatMap((grid, n) => {
    const { lattice, level, parameters } = caseShape(grid, CASE_SAMPLES[n]!, n);
    const counted = uniforms(voxelsOf(grid), { seed: 50 + n }).map(v => (v < 0.6 ? 1 : 0));
    return [0, 1].map(bounded => ({
      what: `${grid.join('x')}${bounded ? ', bounded' : ''}`,
      inputs: [lattice, bounded ? counted : Float32Array.of(0)] as const,
      parameters: { ...parameters, low: Math.round(0.4 * level), shift: 10, bins: 100, bounded },
      length: 100,
      threads: voxelsOf(grid),
    }));
  }),
);
