import type { Vec3 } from '../../volume/geometry.ts';
import type { Field } from '../field.ts';
import type { RowSpans } from '../kernel.ts';
import type { Kernels } from '../kernels.ts';
import { commonSpans, dilateSpans, wholeSpans } from '../row-spans.ts';
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
  /** Where the image may be other than 0; absent: anywhere. */
  readonly support?: RowSpans;
  /** True where nobody reads the result outside the region. */
  readonly sparse?: boolean;
}

/** Separable Gaussian blur with reflected borders, three kernel runs at most. Gives back the field itself when no axis is blurred. */
export function blur(kernels: Kernels, image: Field<'f32'>, { dimensions, sigmaVoxels, sampling = 'auto', truncate = 4, region = wholeSpans(dimensions), support, sparse = false }: BlurOptions): Field<'f32'> {
  const weights = sigmaVoxels.map(sigma => unbiased(gaussianWeights(sigma, sampling, truncate)));
  const reach = weights.map((values, axis) => (dimensions[axis] === 1 ? 0 : values.length - 1)) as unknown as Vec3;
  // The axes still to come need the result around the region.
  const forSlices = dilateSpans(region, dimensions, [0, 0, reach[2]]);
  const regions = [dilateSpans(forSlices, dimensions, [0, reach[1], 0]), forSlices, region];
  let reached = support;
  const lastAxis = reach.findLastIndex(each => each > 0);
  let current = image;
  for (let axis = 0; axis < 3; axis++) {
    if (reach[axis] === 0) continue;
    // Where the kernel meets nothing but zeros, cleared memory says so already.
    reached &&= dilateSpans(reached, dimensions, reach.map((each, other) => (other === axis ? each : 0)) as unknown as Vec3);
    const around = reached ? commonSpans(regions[axis]!, reached) : regions[axis]!;
    const inputs = [current, kernels.upload(weights[axis]!)] as const;
    current = kernels.run(gaussianBlurKernel, { inputs, parameters: { dimensions: [...dimensions, 0], axis, radius: reach[axis]! }, length: image.length, region: around, sparse: axis === lastAxis ? !reached && sparse : !reached || regions[axis]! });
  }
  return current;
}

/** Weights as 32-bit numbers whose sum is 1 to half the last bit, so that a plateau stays what it is. */
function unbiased(weights: Float64Array): Float32Array {
  const rounded = Float32Array.from(weights);
  rounded[0] = rounded.subarray(1).reduce((left, weight) => left - 2 * weight, 1);
  return rounded;
}
