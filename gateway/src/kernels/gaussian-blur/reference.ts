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

/** Blurs along an axis whose neighbours lie `stride` apart, a run of `stride` consecutive voxels at a time. */
function blurAcross(input: Float32Array, { stride, count, weights }: { stride: number; count: number; weights: Float64Array }): Float32Array {
  const out = new Float32Array(input.length);
  const radius = weights.length - 1;
  const run = Math.min(stride, 256);
  const sum = new Float64Array(run);
  for (let block = 0; block < input.length; block += stride * count)
    for (let from = 0; from < stride; from += run) {
      const length = Math.min(run, stride - from);
      for (let x = 0; x < count; x++) {
        const base = block + from;
        addRun(sum, input, { at: base + x * stride, length, weight: weights[0] as number });
        for (let tap = 1; tap <= radius; tap++) {
          const before = base + (x < tap ? reflect(x - tap, count) : x - tap) * stride;
          const after = base + (x + tap >= count ? reflect(x + tap, count) : x + tap) * stride;
          addPair(sum, input, { before, after, length, weight: weights[tap] as number });
        }
        out.set(length === run ? sum : sum.subarray(0, length), base + x * stride);
      }
    }
  return out;
}

function addRun(sum: Float64Array, input: Float32Array, { at, length, weight }: { at: number; length: number; weight: number }): void {
  for (let i = 0; i < length; i++) sum[i] = (input[at + i] as number) * weight;
}

function addPair(sum: Float64Array, input: Float32Array, pair: { before: number; after: number; length: number; weight: number }): void {
  const { before, after, length, weight } = pair;
  for (let i = 0; i < length; i++) sum[i] = (sum[i] as number) + ((input[before + i] as number) + (input[after + i] as number)) * weight;
}
