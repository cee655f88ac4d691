import { defineKernel } from '../kernel.ts';
import { bernoulli } from './reference.ts';

/**
 * Yes-or-no noise on a cube of nodes -half..half an axis (x fastest): the share of yes among the eight cells of each node. Each is yes
 * with probability `base` + input (one f32 sum, 0..1): where its 16-bit number lies below floor(65536 probability). The eight numbers are the low
 * and high halves of the four words that Philox answers to the counter (x, y, z, stream), as two's complement words, under the key (keyA, keyB).
 */
export const bernoulliKernel = defineKernel({
  name: 'bernoulli',
  inputs: ['f32'],
  output: 'f32',
  parameters: { keyA: 'u32', keyB: 'u32', stream: 'u32', half: 'i32', base: 'f32' },
  reference: bernoulli,
});
