/** Cubic B-spline weights of the four samples around a position; returns the index of the first. */
export function splineWeights(position: number, out: Float64Array): number {
  const cell = Math.floor(position);
  const t = position - cell;
  const s = 1 - t;
  out[0] = (s * s * s) / 6;
  out[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
  out[2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
  out[3] = (t * t * t) / 6;
  return cell - 1;
}

/** Index of a sample beyond the ends, mirrored about the end samples (which are not repeated). */
export function mirrored(index: number, count: number): number {
  if (count === 1) return 0;
  const period = 2 * count - 2;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - folded;
}
