import { defineKernel } from '../kernel.ts';
import { structure } from './reference.ts';

/**
 * The scan without its fine noise. Inputs: HU; the same smoothed. A residual r = f - smooth up to `sureHu` is noise; beyond `noneHu` it is
 * structure; between, the noise falls linearly from sureHu to 0. Output: f - noise.
 */
export const structureKernel = defineKernel({
  name: 'structure',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', sureHu: 'f32', noneHu: 'f32' },
  reference: structure,
});
