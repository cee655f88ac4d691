import { defineKernel } from '../kernel.ts';
import { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { occupancy } from './reference.ts';

/**
 * Share of each voxel's sub-samples whose value lies below `level`. Input: the shape's lattice. Output: exactly 1 where all are, else the
 * count times `inverse` (1 / number of sub-samples as f32), one f32 product, so that every backend agrees to the bit.
 */
export const occupancyKernel = defineKernel({
  name: 'occupancy',
  inputs: ['i32'],
  output: 'f32',
  parameters: { ...SHAPE_LATTICE, level: 'i32', inverse: 'f32' },
  reference: occupancy,
});
