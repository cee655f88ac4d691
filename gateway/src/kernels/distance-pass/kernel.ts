import { defineKernel } from '../kernel.ts';
import { distancePass } from './reference.ts';

/**
 * One axis of an exact Euclidean distance map on a grid with orthogonal axes: input f, squared distances in mm^2 so far; output, for each
 * voxel p of a line, the least of f(q) + (spacingMm (p - q))^2 over all q of the line; `root` 1 takes the square root, for the last axis.
 */
export const distancePassKernel = defineKernel({
  name: 'distance-pass',
  inputs: ['f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', axis: 'u32', root: 'u32', spacingMm: 'f32' },
  reference: distancePass,
});
