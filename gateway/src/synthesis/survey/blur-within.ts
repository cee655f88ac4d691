import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import { gaussianWeights } from '../../kernels/gaussian-blur/weights.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import { dilateSpans } from '../../kernels/row-spans.ts';
import type { Vec3 } from '../../volume/geometry.ts';

export interface BlurWithinOptions {
  readonly dimensions: Vec3;
  /** SD along i, j, k in voxels. */
  readonly sigmaVoxels: Vec3;
  /** Where the result is wanted; elsewhere it means nothing. */
  readonly region: RowSpans;
  /** Makes what is to be blurred, needed in the given spans only. */
  readonly source: (around: RowSpans) => Float32Array;
}

/** Separable Gaussian blur with reflected borders of a part of a grid, at once and on this processor. */
export function blurWithin({ dimensions, sigmaVoxels, region, source }: BlurWithinOptions): Float32Array {
  const reach = sigmaVoxels.map((sigma, axis) => (dimensions[axis] === 1 ? 0 : gaussianWeights(sigma).length - 1)) as unknown as Vec3;
  return gaussianBlur(source(dilateSpans(region, dimensions, reach)), { dimensions, sigmaVoxels, region });
}
