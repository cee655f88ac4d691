import type { RowSpans } from '../kernel.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { computeAtOnce } from '../cpu.ts';
import { blur } from './blur.ts';
import type { KernelSampling } from './weights.ts';

export interface GaussianBlurOptions {
  readonly dimensions: Vec3;
  /** SD along i, j, k in voxels. */
  readonly sigmaVoxels: Vec3;
  readonly sampling?: KernelSampling;
  /** Where the result is wanted; elsewhere it means nothing. Absent: everywhere. */
  readonly region?: RowSpans;
}

/** Separable Gaussian blur with reflected borders (edge voxel repeated), at once and on this processor. Returns a new array; the input is not changed. */
export function gaussianBlur(input: Float32Array, options: GaussianBlurOptions): Float32Array {
  const { dimensions } = options;
  if (input.length !== dimensions[0] * dimensions[1] * dimensions[2]) throw new RangeError(`Grid of ${dimensions.join('x')} does not hold ${input.length} voxels.`);
  return computeAtOnce(kernels => blur(kernels, kernels.upload(input), options));
}
