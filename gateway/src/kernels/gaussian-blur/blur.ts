import type { Vec3 } from '../../volume/geometry.ts';
import type { Field } from '../field.ts';
import type { RowSpans } from '../kernel.ts';
import type { Kernels } from '../kernels.ts';
import { dilateSpans, wholeSpans } from '../row-spans.ts';
import { gaussianBlurKernel } from './kernel.ts';
import { gaussianWeights, type KernelSampling } from './weights.ts';

export interface BlurOptions {
  readonly dimensions: Vec3;
  /** SD along i, j, k in voxels; 0 leaves an axis alone. */
  readonly sigmaVoxels: Vec3;
  readonly sampling?: KernelSampling;
  /** Where the kernel is cut, in SDs. */
  readonly truncate?: number;
  /** Where the result is wanted; the input must be there as far around as the kernel reaches. */
  readonly region?: RowSpans;
}

/** Separable Gaussian blur with reflected borders, three kernel runs at most. Gives back the field itself when no axis is blurred. */
export function blur(kernels: Kernels, image: Field<'f32'>, { dimensions, sigmaVoxels, sampling = 'auto', truncate = 4, region = wholeSpans(dimensions) }: BlurOptions): Field<'f32'> {
  const weights = sigmaVoxels.map(sigma => Float32Array.from(gaussianWeights(sigma, sampling, truncate)));
  const reach = weights.map((values, axis) => (dimensions[axis] === 1 ? 0 : values.length - 1)) as unknown as Vec3;
  let current = image;
  for (let axis = 0; axis < 3; axis++) {
    if (reach[axis] === 0) continue;
    // The axes still to come need the result around the region.
    const around = dilateSpans(region, dimensions, [0, axis < 1 ? reach[1] : 0, axis < 2 ? reach[2] : 0]);
    const inputs = [current, kernels.upload(weights[axis]!)] as const;
    current = kernels.run(gaussianBlurKernel, { inputs, parameters: { dimensions: [...dimensions, 0], axis, radius: reach[axis]! }, length: image.length, region: around });
  }
  return current;
}
