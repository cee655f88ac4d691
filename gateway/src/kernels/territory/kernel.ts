import { defineKernel } from '../kernel.ts';
import { territory } from './reference.ts';

/** The share of organ around each voxel, with a minus sign where the voxel itself is outside. Inputs: the organ mask (0 or 1); the mask blurred. */
export const territoryKernel = defineKernel({
  name: 'territory',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u' },
  reference: territory,
});
