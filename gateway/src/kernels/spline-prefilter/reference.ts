import type { ReferenceRun } from '../kernel.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly dimensions: 'vec4u'; readonly axis: 'u32' }>;

/** Pole of the cubic spline's recursion, sqrt(3) - 2, and its gain (1 - pole) (1 - 1 / pole). */
const POLE = Math.sqrt(3) - 2;
const GAIN = 6;
/** Powers of the pole beyond this one do not show in a float. */
const HORIZON = 28;

/** See kernel.ts. */
export function splinePrefilter({ inputs: [input], out, parameters: { dimensions, axis } }: Run): void {
  const count = dimensions[axis]!;
  const stride = axis === 0 ? 1 : axis === 1 ? dimensions[0] : dimensions[0] * dimensions[1];
  const lines = input.length / count;
  for (let line = 0; line < lines; line++) filterLine({ input, out, first: (line % stride) + Math.floor(line / stride) * stride * count, stride, count });
}

interface Line {
  readonly input: Float32Array;
  readonly out: Float32Array;
  /** Offset of the line's first sample, and from one to the next. */
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

function filterLine({ input, out, first, stride, count }: Line): void {
  if (count === 1) {
    out[first] = input[first]!;
    return;
  }
  let value = causalStart({ input, out, first, stride, count });
  out[first] = value;
  let before = 0;
  const last = first + (count - 1) * stride;
  for (let at = first + stride; at <= last; at += stride) {
    before = value;
    value = GAIN * input[at]! + POLE * value;
    out[at] = value;
  }
  value = (POLE / (POLE * POLE - 1)) * (value + POLE * before);
  out[last] = value;
  for (let at = last - stride; at >= first; at -= stride) {
    value = POLE * (value - out[at]!);
    out[at] = value;
  }
}

/** Sum of the pole's powers times the samples of the line continued by mirroring about its ends. */
function causalStart({ input, first, stride, count }: Line): number {
  const period = 2 * count - 2;
  let [sum, power] = [0, 1];
  for (let n = 0; n < HORIZON; n++) {
    const folded = n % period;
    sum += power * input[first + stride * (folded < count ? folded : period - folded)]!;
    power *= POLE;
  }
  return GAIN * sum;
}
