import { defineKernel } from '../kernel.ts';
import { blurAxis } from './reference.ts';

/**
 * One axis of a separable blur with reflected borders (edge voxel repeated). Inputs: the image; the one-sided weights, centre first
 * (`radius + 1` of them). Output: out[x] = sum over n = -radius..radius of weights[|n|] image[x + n along the axis].
 */
export const gaussianBlurKernel = defineKernel({
  name: 'gaussian-blur',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', axis: 'u32', radius: 'u32' },
  reference: blurAxis,
});
