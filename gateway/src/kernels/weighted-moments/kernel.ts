import { defineKernel } from '../kernel.ts';
import { weightedMoments } from './reference.ts';

/**
 * Sums over each row of a grid, to be added up on the host in row order. Inputs: values; weights, of which those below `least` count as 0.
 * Output: for row r = j + rows k, three numbers at 3 r: sum w, sum w v, sum w v^2. One invocation a row.
 */
export const weightedMomentsKernel = defineKernel({
  name: 'weighted-moments',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', least: 'f32' },
  reference: weightedMoments,
});
