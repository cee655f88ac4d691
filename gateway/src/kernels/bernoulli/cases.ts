import { opacities } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { bernoulliKernel } from './kernel.ts';

export const cases = casesOf(
  bernoulliKernel,
  [0, 1, 7].map(half => {
    const length = (2 * half + 1) ** 3;
    return { what: `half ${half}`, inputs: [opacities(length, half)] as const, parameters: { keyA: 0xffffffff, keyB: 7, stream: 2, half, base: 0 }, length };
  }),
);
