import type { Vec3 } from '../../volume/geometry.ts';
import { gaussianWeights, type KernelSampling } from './weights.ts';

export interface BlurOptions {
  readonly dimensions: Vec3;
  /** SD along i, j, k in voxels; 0 leaves an axis alone. */
  readonly sigmaVoxels: Vec3;
  readonly sampling?: KernelSampling;
}

/** Separable Gaussian blur with reflected borders (edge voxel repeated). Returns a new array; the input is not changed. */
export function gaussianBlur(input: Float32Array, { dimensions, sigmaVoxels, sampling = 'auto' }: BlurOptions): Float32Array {
  const [columns, rows, slices] = dimensions;
  if (input.length !== columns * rows * slices) throw new RangeError(`Grid of ${dimensions.join('x')} does not hold ${input.length} voxels.`);
  let current = input;
  for (let axis = 0; axis < 3; axis++) {
    const weights = gaussianWeights(sigmaVoxels[axis] as number, sampling);
    if (weights.length === 1 || dimensions[axis] === 1) continue;
    current = axis === 0 ? blurRows(current, columns, weights) : blurAcross(current, { stride: axis === 1 ? columns : columns * rows, count: dimensions[axis] as number, weights });
  }
  return current === input ? input.slice() : current;
}

/** Index of a position beyond the border, reflected about the voxel edges, for any distance. */
function reflect(index: number, count: number): number {
  const period = 2 * count;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - 1 - folded;
}

function blurRows(input: Float32Array, columns: number, weights: Float64Array): Float32Array {
  const radius = weights.length - 1;
  const out = new Float32Array(input.length);
  const line = new Float32Array(columns + 2 * radius + GROUP);
  const taps = makeTaps(weights);
  for (let n = 0; n < taps.offsets.length; n++) taps.offsets[n] = n;
  const sums = new Float64Array(columns);
  for (let start = 0; start < input.length; start += columns) {
    for (let x = -radius; x < columns + radius; x++) line[x + radius] = input[start + (x < 0 || x >= columns ? reflect(x, columns) : x)]!;
    weightedSums({ input: line, from: 0, sums, ...taps });
    out.set(sums, start);
  }
  return out;
}

/** Blurs along an axis whose neighbours lie `stride` apart. */
function blurAcross(input: Float32Array, { stride, count, weights }: { stride: number; count: number; weights: Float64Array }): Float32Array {
  const out = new Float32Array(input.length);
  const radius = weights.length - 1;
  const taps = makeTaps(weights);
  const sums = new Float64Array(stride);
  for (let block = 0; block < input.length; block += stride * count)
    for (let x = 0; x < count; x++) {
      for (let n = -radius; n <= radius; n++) taps.offsets[n + radius] = (reflect(x + n, count) - x) * stride;
      weightedSums({ input, from: block + x * stride, sums, ...taps });
      out.set(sums, block + x * stride);
    }
  return out;
}

/** Taps are summed in groups of this many; the last group is filled up with weights of 0. */
const GROUP = 5;

/** Two-sided weights, and offsets yet to be set. */
function makeTaps(oneSided: Float64Array): { weights: Float64Array; offsets: Int32Array } {
  const radius = oneSided.length - 1;
  const count = GROUP * Math.ceil((2 * radius + 1) / GROUP);
  const weights = Float64Array.from({ length: count }, (_, n) => oneSided[Math.abs(n - radius)] ?? 0);
  return { weights, offsets: new Int32Array(count) };
}

interface WeightedSums {
  readonly input: Float32Array;
  readonly from: number;
  readonly sums: Float64Array;
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/** sums[i] = sum over n of weights[n] * input[from + i + offsets[n]]. */
function weightedSums({ input, from, sums, offsets, weights }: WeightedSums): void {
  sums.fill(0);
  for (let n = 0; n < offsets.length; n += GROUP) {
    const o0 = from + offsets[n]!;
    const o1 = from + offsets[n + 1]!;
    const o2 = from + offsets[n + 2]!;
    const o3 = from + offsets[n + 3]!;
    const o4 = from + offsets[n + 4]!;
    const w0 = weights[n]!;
    const w1 = weights[n + 1]!;
    const w2 = weights[n + 2]!;
    const w3 = weights[n + 3]!;
    const w4 = weights[n + 4]!;
    for (let i = 0; i < sums.length; i++) sums[i]! += w0 * input[o0 + i]! + w1 * input[o1 + i]! + w2 * input[o2 + i]! + w3 * input[o3 + i]! + w4 * input[o4 + i]!;
  }
}
