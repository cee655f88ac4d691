import { casesOf } from '../kernel-case.ts';
import { latticeNoiseKernel } from './kernel.ts';

export const cases = casesOf(
  latticeNoiseKernel,
  ([[0, 0, 0, 0], [1, 1, 1, 3], [6, 6, 6, 108], [6, 4, 5, 29, 1, 2, 1], [6, 4, 5, 300, 7, 20, 13], [2, 7, 3, 0]] as const).map(([x, y, z, within, wx = 1, wy = 1, wz = 1]) => ({
    what: `half ${x}, ${y}, ${z}, within ${within} of ${wx}, ${wy}, ${wz}`,
    inputs: [] as const,
    parameters: { keyA: 0xdeadbeef, keyB: x, stream: 3, within, half: [x, y, z, 0] as const, weights: [wx, wy, wz, 0] as const, scale: 1.7 },
    length: (2 * x + 1) * (2 * y + 1) * (2 * z + 1),
  })),
);
