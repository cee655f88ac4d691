import { defineKernel } from '../kernel.ts';
import { band } from './reference.ts';

/**
 * Share of each voxel whose value lies in low..high, taking the values in a voxel as spread evenly over v - w / 2 .. v + w / 2, where w is the sum
 * over the axes of the size of the central difference (over two voxels, halved; beyond the border the edge voxel counts). A bare threshold would
 * leave a shell thinner than a voxel broken. Where w < 1e-6: 1 inside, else 0.
 */
export const bandKernel = defineKernel({
  name: 'band',
  inputs: ['f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', low: 'f32', high: 'f32' },
  reference: band,
});
