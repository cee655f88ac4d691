import { normals } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { splineDoubleKernel } from './kernel.ts';

export const cases = casesOf(
  splineDoubleKernel,
  [3, 4, 9].map(size => ({ what: `${size} nodes an axis`, inputs: [normals(size ** 3, { seed: size })] as const, parameters: { size }, length: (2 * size - 5) ** 3 })),
);
