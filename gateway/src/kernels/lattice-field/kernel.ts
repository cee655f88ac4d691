import { defineKernel } from '../kernel.ts';
import { latticeField } from './reference.ts';

/**
 * A cube of `count` values an axis read at voxels by trilinear interpolation (clamped to the cube), averaged over `layers` places through the
 * slice: k + (n + 0.5) / layers - 0.5. `latticeX`.. give the lattice coordinate of voxel (i, j, k, 1). Input: the values.
 */
export const latticeFieldKernel = defineKernel({
  name: 'lattice-field',
  inputs: ['f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', count: 'u32', layers: 'u32', latticeX: 'vec4f', latticeY: 'vec4f', latticeZ: 'vec4f' },
  reference: latticeField,
});
