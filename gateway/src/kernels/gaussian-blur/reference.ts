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
  const line = new Float64Array(columns + 2 * radius);
  for (let start = 0; start < input.length; start += columns) {
    for (let x = -radius; x < columns + radius; x++) line[x + radius] = input[start + (x < 0 || x >= columns ? reflect(x, columns) : x)] as number;
    for (let x = 0; x < columns; x++) {
      const centre = x + radius;
      let sum = (line[centre] as number) * (weights[0] as number);
      for (let tap = 1; tap <= radius; tap++) sum += ((line[centre - tap] as number) + (line[centre + tap] as number)) * (weights[tap] as number);
      out[start + x] = sum;
    }
  }
  return out;
}

/** Blurs along an axis whose neighbours lie `stride` apart. */
function blurAcross(input: Float32Array, { stride, count, weights }: { stride: number; count: number; weights: Float64Array }): Float32Array {
  const out = new Float32Array(input.length);
  const radius = weights.length - 1;
  const offsets = new Int32Array(2 * radius + 1);
  const flat = Float64Array.from({ length: 2 * radius + 1 }, (_, n) => weights[Math.abs(n - radius)]!);
  for (let block = 0; block < input.length; block += stride * count)
    for (let x = 0; x < count; x++) {
      for (let n = -radius; n <= radius; n++) offsets[n + radius] = (reflect(x + n, count) - x) * stride;
      weightedSums({ input, out, from: block + x * stride, to: block + (x + 1) * stride, offsets, weights: flat });
    }
  return out;
}

interface WeightedSums {
  readonly input: Float32Array;
  readonly out: Float32Array;
  readonly from: number;
  readonly to: number;
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/** out[v] = sum of weights[n] * input[v + offsets[n]] for from <= v < to; five taps at a time. */
function weightedSums({ input, out, from, to, offsets, weights }: WeightedSums): void {
  const taps = offsets.length;
  const sums = new Float64Array(to - from);
  for (let n = 0; n < taps; n += 5) {
    const [o0, o1, o2, o3, o4] = [0, 1, 2, 3, 4].map(t => (n + t < taps ? offsets[n + t]! : 0)) as [number, number, number, number, number];
    const [w0, w1, w2, w3, w4] = [0, 1, 2, 3, 4].map(t => (n + t < taps ? weights[n + t]! : 0)) as [number, number, number, number, number];
    for (let i = 0, v = from; v < to; i++, v++)
      sums[i]! += w0 * input[v + o0]! + w1 * input[v + o1]! + w2 * input[v + o2]! + w3 * input[v + o3]! + w4 * input[v + o4]!;
  }
  out.set(sums, from);
}
