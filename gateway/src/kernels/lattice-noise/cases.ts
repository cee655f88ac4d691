import { casesOf } from '../kernel-case.ts';
import { latticeNoiseKernel } from './kernel.ts';

export const cases = casesOf(
  latticeNoiseKernel,
  [0, 1, 6].map(half => ({
    what: `half ${half}`,
    inputs: [] as const,
    parameters: { keyA: 0xdeadbeef, keyB: half, stream: 3, half, scale: 1.7 },
    length: (2 * half + 1) ** 3,
  })),
);
