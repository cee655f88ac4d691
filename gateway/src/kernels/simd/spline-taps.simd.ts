/** Cubic B-spline weights of the four samples around a position, as 32 bytes of f64; returns the index of the first (spline-zoom/weights.ts). */
export function splineWeights(position: f64, at: usize): i32 {
  const cell = Math.floor(position);
  const t = position - cell;
  const s = 1 - t;
  store<f64>(at, (s * s * s) / 6);
  store<f64>(at, (4 - 6 * t * t + 3 * t * t * t) / 6, 8);
  store<f64>(at, (4 - 6 * s * s + 3 * s * s * s) / 6, 16);
  store<f64>(at, (t * t * t) / 6, 24);
  return <i32>cell - 1;
}

/** The taps of one place: four weights, then the four samples they weigh, as offsets in bytes. */
@unmanaged
export class Taps {
  w0: f64;
  w1: f64;
  w2: f64;
  w3: f64;
  a: usize;
  b: usize;
  c: usize;
  d: usize;
}

export const TAPS_BYTES: usize = offsetof<Taps>();

@inline
export function tapsAt(taps: usize, n: i32): Taps {
  return changetype<Taps>(taps + <usize>n * TAPS_BYTES);
}
