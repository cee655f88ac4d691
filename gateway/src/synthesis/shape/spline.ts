import type { Field } from '../../kernels/field.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { splinePrefilterKernel } from '../../kernels/spline-prefilter/kernel.ts';
import { splineZoomKernel } from '../../kernels/spline-zoom/kernel.ts';
import type { Vec3 } from '../../volume/geometry.ts';

/** Coefficients of the cubic spline through the samples of a grid. */
export function prefilter(kernels: Kernels, samples: Field<'f32'>, dimensions: Vec3): Field<'f32'> {
  let field = samples;
  for (let axis = 0; axis < 3; axis++)
    field = kernels.run(splinePrefilterKernel, {
      inputs: [field],
      parameters: { dimensions: [...dimensions, 0], axis },
      length: samples.length,
      threads: samples.length / dimensions[axis]!,
      sparse: true,
    });
  return field;
}

export interface ZoomOptions {
  readonly from: Vec3;
  readonly to: Vec3;
  /** Output n lies at origin + step n of the input, on each axis. */
  readonly origin: Vec3;
  readonly step: Vec3;
}

/** Reads a grid of spline coefficients at equal steps. */
export function zoom(kernels: Kernels, coefficients: Field<'f32'>, { from, to, origin, step }: ZoomOptions): Field<'f32'> {
  let field = coefficients;
  const dimensions: [number, number, number] = [...from];
  for (let axis = 0; axis < 3; axis++) {
    dimensions[axis] = to[axis]!;
    field = kernels.run(splineZoomKernel, {
      inputs: [field],
      parameters: { dimensions: [...dimensions, 0], axis, inputCount: from[axis]!, origin: origin[axis]!, step: step[axis]! },
      length: dimensions[0] * dimensions[1] * dimensions[2],
      sparse: true,
    });
  }
  return field;
}
