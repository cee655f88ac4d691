import { AWKWARD_GRIDS, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { CASE_SAMPLES, caseShape } from '../shape-lattice/case-inputs.ts';
import { occupancyKernel } from './kernel.ts';

export const cases = casesOf(
  occupancyKernel,
  AWKWARD_GRIDS.map((grid, n) => {
    const samples = CASE_SAMPLES[n]!;
    const { lattice, level, parameters } = caseShape(grid, samples, n);
    return { what: `${grid.join('x')}, ${samples.join('x')} samples`, inputs: [lattice] as const, parameters: { ...parameters, level, inverse: 1 / voxelsOf(samples) }, length: voxelsOf(grid) };
  }),
);
