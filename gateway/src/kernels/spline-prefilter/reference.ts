import type { ReferenceRun } from '../kernel.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly dimensions: 'vec4u'; readonly axis: 'u32' }>;

/** Pole of the cubic spline's recursion, sqrt(3) - 2, and its gain (1 - pole) (1 - 1 / pole). */
const POLE = Math.sqrt(3) - 2;
const GAIN = 6;
/** Powers of the pole beyond this one do not show in a float. */
const HORIZON = 28;

/** See kernel.ts. */
export function splinePrefilter({ inputs: [input], out, parameters: { dimensions: [columns, rows, slices], axis } }: Run): void {
  const count = axis === 0 ? columns : axis === 1 ? rows : slices;
  if (count === 1) {
    out.set(input);
    return;
  }
  const weights = startWeights(count);
  if (axis === 0) for (let first = 0; first < input.length; first += count) filterLine({ input, out, first, stride: 1, count, weights });
  else {
    const stride = axis === 1 ? columns : columns * rows;
    const values = new Float64Array(columns);
    for (let block = 0; block < input.length; block += stride * count)
      for (let first = block; first < block + stride; first += columns) filterLines({ input, out, first, stride, count, weights }, values);
  }
}

interface Line {
  readonly input: Float32Array;
  readonly out: Float32Array;
  /** Offset of the line's first sample, and from one to the next. */
  readonly first: number;
  readonly stride: number;
  readonly count: number;
  /** What each sample counts at the start. */
  readonly weights: Float64Array;
}

function filterLine({ input, out, first, count, weights }: Line): void {
  let value = 0;
  for (let n = 0; n < weights.length; n++) value += weights[n]! * input[first + n]!;
  out[first] = value;
  let before = 0;
  const last = first + count - 1;
  for (let at = first + 1; at <= last; at++) {
    before = value;
    value = GAIN * input[at]! + POLE * value;
    out[at] = value;
  }
  value = (POLE / (POLE * POLE - 1)) * (value + POLE * before);
  out[last] = value;
  for (let at = last - 1; at >= first; at--) {
    value = POLE * (value - out[at]!);
    out[at] = value;
  }
}

/** A line from each voxel of a row, all at once: neighbours in memory are filtered alike. `values`: room for a row. */
function filterLines({ input, out, first, stride, count, weights }: Line, values: Float64Array): void {
  const width = values.length;
  values.fill(0);
  for (let n = 0; n < weights.length; n++) addRow(values, { input, at: first + n * stride, weight: weights[n]! });
  for (let c = 0; c < width; c++) out[first + c] = values[c]!;
  const last = first + (count - 1) * stride;
  for (let at = first + stride; at < last; at += stride) forwards(values, { input, out, at });
  const share = POLE / (POLE * POLE - 1);
  for (let c = 0; c < width; c++) {
    const before = values[c]!;
    values[c] = share * (GAIN * input[last + c]! + 2 * POLE * before);
    out[last + c] = values[c]!;
  }
  for (let at = last - stride; at >= first; at -= stride) backwards(values, out, at);
}

function addRow(values: Float64Array, { input, at, weight }: { readonly input: Float32Array; readonly at: number; readonly weight: number }): void {
  for (let c = 0; c < values.length; c++) values[c]! += weight * input[at + c]!;
}

function forwards(values: Float64Array, { input, out, at }: { readonly input: Float32Array; readonly out: Float32Array; readonly at: number }): void {
  for (let c = 0; c < values.length; c++) {
    const value = GAIN * input[at + c]! + POLE * values[c]!;
    values[c] = value;
    out[at + c] = value;
  }
}

function backwards(values: Float64Array, out: Float32Array, at: number): void {
  for (let c = 0; c < values.length; c++) {
    const value = POLE * (values[c]! - out[at + c]!);
    values[c] = value;
    out[at + c] = value;
  }
}

/** The first value is the sum of the pole's powers times the samples of the line continued by mirroring about its ends: what each sample of the line comes to count. */
function startWeights(count: number): Float64Array {
  const period = 2 * count - 2;
  const weights = new Float64Array(Math.min(count, HORIZON));
  for (let n = 0, power = GAIN; n < HORIZON; n++, power *= POLE) {
    const folded = n % period;
    weights[folded < count ? folded : period - folded]! += power;
  }
  return weights;
}
