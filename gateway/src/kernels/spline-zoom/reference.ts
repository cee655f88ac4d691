import type { ReferenceRun } from '../kernel.ts';
import { mirrored, splineWeights } from './weights.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly axis: 'u32'; readonly inputCount: 'u32'; readonly origin: 'f32'; readonly step: 'f32' };
type Run = ReferenceRun<readonly ['f32'], 'f32', Layout>;

/** See kernel.ts. */
export function splineZoom({ inputs: [input], out, parameters: { dimensions, axis, inputCount, origin, step } }: Run): void {
  const count = dimensions[axis]!;
  const taps = tapsOf({ count, inputCount, origin, step });
  if (axis === 0) zoomRows({ input, out, count, inputCount, ...taps });
  else zoomAcross({ input, out, count, inputCount, ...taps }, axis === 1 ? dimensions[0] : dimensions[0] * dimensions[1]);
}

interface Taps {
  /** Four weights and four input positions for each output. */
  readonly weights: Float64Array;
  readonly places: Int32Array;
}

interface Lines extends Taps {
  readonly input: Float32Array;
  readonly out: Float32Array;
  /** Along the axis. */
  readonly count: number;
  readonly inputCount: number;
}

function tapsOf({ count, inputCount, origin, step }: { count: number; inputCount: number; origin: number; step: number }): Taps {
  const [weights, places] = [new Float64Array(4 * count), new Int32Array(4 * count)];
  for (let n = 0; n < count; n++) {
    const first = splineWeights(origin + step * n, weights.subarray(4 * n));
    for (let tap = 0; tap < 4; tap++) places[4 * n + tap] = mirrored(first + tap, inputCount);
  }
  return { weights, places };
}

function zoomRows({ input, out, count, inputCount, weights, places }: Lines): void {
  for (let from = 0, to = 0; to < out.length; from += inputCount, to += count) zoomRow({ input, out, count, weights, places }, from, to);
}

function zoomRow({ input, out, count, weights, places }: Omit<Lines, 'inputCount'>, from: number, to: number): void {
  for (let n = 0, tap = 0; n < count; n++, tap += 4)
    out[to + n] =
      weights[tap]! * input[from + places[tap]!]! +
      weights[tap + 1]! * input[from + places[tap + 1]!]! +
      weights[tap + 2]! * input[from + places[tap + 2]!]! +
      weights[tap + 3]! * input[from + places[tap + 3]!]!;
}

/** Along an axis whose neighbours lie `stride` apart: the voxels between are mixed alike. */
function zoomAcross({ input, out, count, inputCount, weights, places }: Lines, stride: number): void {
  for (let block = 0; block * stride * count < out.length; block++)
    for (let n = 0; n < count; n++) mixRows({ input, out, weights, places }, { tap: 4 * n, from: block * inputCount * stride, to: (block * count + n) * stride, stride });
}

interface Mix {
  readonly tap: number;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

function mixRows({ input, out, weights, places }: Omit<Lines, 'count' | 'inputCount'>, { tap, from, to, stride }: Mix): void {
  const [w0, w1, w2, w3] = [weights[tap]!, weights[tap + 1]!, weights[tap + 2]!, weights[tap + 3]!];
  const [a, b, c, d] = [from + places[tap]! * stride, from + places[tap + 1]! * stride, from + places[tap + 2]! * stride, from + places[tap + 3]! * stride];
  for (let x = 0; x < stride; x++) out[to + x] = w0 * input[a + x]! + w1 * input[b + x]! + w2 * input[c + x]! + w3 * input[d + x]!;
}
