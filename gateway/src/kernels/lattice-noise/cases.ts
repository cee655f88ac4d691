import { casesOf } from '../kernel-case.ts';
import { latticeNoiseKernel } from './kernel.ts';

export const cases = casesOf(
  latticeNoiseKernel,
  [[0, 0], [1, 3], [6, 108], [6, 29], [5, 0]].map(([half = 0, within = 0]) => ({
    what: `half ${half}, within ${within}`,
    inputs: [] as const,
    parameters: { keyA: 0xdeadbeef, keyB: half, stream: 3, within, half, scale: 1.7 },
    length: (2 * half + 1) ** 3,
  })),
);
