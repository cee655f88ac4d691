import { defineKernel } from '../kernel.ts';
import { splineZoom } from './reference.ts';

/**
 * Samples a field of cubic B-spline coefficients at equal steps along one axis: output n lies at origin + step n, in input samples.
 * Indexes beyond the ends are mirrored about the end samples. With prefiltered coefficients and all three axes this is
 * scipy.ndimage.zoom of order 3 (origin 0, step (inputs - 1) / (outputs - 1)).
 */
export const splineZoomKernel = defineKernel({
  name: 'spline-zoom',
  inputs: ['f32'],
  output: 'f32',
  parameters: {
    /** Of the output; the input differs along the axis alone, where it has `inputCount` samples. */
    dimensions: 'vec4u',
    axis: 'u32',
    inputCount: 'u32',
    origin: 'f32',
    step: 'f32',
  },
  reference: splineZoom,
});
