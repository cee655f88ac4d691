import { defineKernel } from '../kernel.ts';
import { splinePrefilter } from './reference.ts';

/**
 * Coefficients along one axis of the cubic B-spline that passes through the samples (Unser 1993, recursive form; mirrored about the end
 * samples, as scipy.ndimage does). Run it once for each axis. One invocation a line: `threads` = elements / dimensions[axis].
 */
export const splinePrefilterKernel = defineKernel({
  name: 'spline-prefilter',
  inputs: ['f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', /** 0, 1 or 2. */ axis: 'u32' },
  reference: splinePrefilter,
});
