import { gaussianBlurKernel } from '../../kernels/gaussian-blur/kernel.ts';
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

/** Separable Gaussian blur with reflected borders of a part of a grid, at once and on this processor. What `source` made is left alone. */
export function blurWithin({ dimensions, sigmaVoxels, region, source }: BlurWithinOptions): Float32Array {
  const weights = sigmaVoxels.map(sigma => Float32Array.from(gaussianWeights(sigma)));
  const reach = weights.map((values, axis) => (dimensions[axis] === 1 ? 0 : values.length - 1)) as unknown as Vec3;
  let image = source(dilateSpans(region, dimensions, reach));
  // A fresh array costs more than an emptied one.
  let [out, spare] = [new Float32Array(image.length), new Float32Array(image.length)];
  for (let axis = 0; axis < 3; axis++) {
    if (reach[axis] === 0) continue;
    const around = dilateSpans(region, dimensions, [0, axis < 1 ? reach[1] : 0, axis < 2 ? reach[2] : 0]);
    gaussianBlurKernel.reference({ inputs: [image, weights[axis]!], out, parameters: { dimensions: [...dimensions, 0], axis, radius: reach[axis]! }, region: around });
    image = out;
    [out, spare] = [spare.fill(0), out];
  }
  return image;
}
