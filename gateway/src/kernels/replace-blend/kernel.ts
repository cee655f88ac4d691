import { defineKernel } from '../kernel.ts';
import { replaceBlend } from './reference.ts';

/**
 * A lesion put in the place of the tissue: out = f + a (meanHu + gain (texture - middle) - f), and f where a < least.
 * Inputs: HU f; opacity a, 0..1; texture. (Hu et al. 2023, Eq. 4.)
 */
export const replaceBlendKernel = defineKernel({
  name: 'replace-blend',
  inputs: ['f32', 'f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', meanHu: 'f32', gain: 'f32', middle: 'f32', least: 'f32' },
  reference: replaceBlend,
});
