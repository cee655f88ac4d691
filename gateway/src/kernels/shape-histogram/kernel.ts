import { defineKernel } from '../kernel.ts';
import { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { shapeHistogram } from './reference.ts';

/**
 * How many sub-samples of the counted voxels lie below each level. Inputs: the shape's lattice; 1 for each voxel that counts, read only
 * when `bounded` is 1 (else one element that is not read). Output bins: bin 0 holds the sub-samples with a value below `low`; bin n those in
 * [low + (n - 1) 2^shift, low + n 2^shift); higher ones are in none. One invocation a voxel.
 */
export const shapeHistogramKernel = defineKernel({
  name: 'shape-histogram',
  inputs: ['i32', 'f32'],
  output: 'u32',
  parameters: { ...SHAPE_LATTICE, low: 'i32', shift: 'u32', bins: 'u32', bounded: 'u32' },
  reference: shapeHistogram,
});
