import { defineKernel } from '../kernel.ts';
import { splineDouble } from './reference.ts';

/**
 * A cubic B-spline through a cube of `size` coefficients an axis, at its nodes 1..size - 2 and half way between them: 2 size - 5 values an
 * axis. Value n lies at node 1 + n / 2: weights 1/6, 4/6, 1/6 of the nodes around it when n is even, else 1/48, 23/48, 23/48, 1/48; the same along each axis.
 */
export const splineDoubleKernel = defineKernel({
  name: 'spline-double',
  inputs: ['f32'],
  output: 'f32',
  parameters: { size: 'u32' },
  reference: splineDouble,
});
