import { defineKernel } from '../kernel.ts';
import { subtractBlend } from './reference.ts';

/**
 * HU difference of a lesion laid over the tissue: out = -depthHu a clip(gain texture, 0, 1), and 0 where a < least.
 * Inputs: opacity a, 0..1; texture, not negative.
 */
export const subtractBlendKernel = defineKernel({
  name: 'subtract-blend',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', depthHu: 'f32', gain: 'f32', least: 'f32' },
  reference: subtractBlend,
});
