/** Offset that keeps the first steps of the cosine schedule from being too small (Nichol and Dhariwal 2021). */
const S = 0.008;
const LARGEST_BETA = 0.9999;

export interface Schedule {
  /** Share of noise added at each step t = 0 .. T - 1. */
  readonly betas: Float64Array;
  /** Product of 1 - beta up to and with t: share of signal left. */
  readonly signal: Float64Array;
}

/** The cosine schedule of T steps. */
export function cosineSchedule(steps: number): Schedule {
  const left = (t: number) => Math.cos(((t / steps + S) / (1 + S)) * (Math.PI / 2)) ** 2;
  const betas = Float64Array.from({ length: steps }, (_, t) => Math.min(LARGEST_BETA, 1 - left(t + 1) / left(t)));
  const signal = new Float64Array(steps);
  betas.forEach((beta, t) => (signal[t] = (t === 0 ? 1 : signal[t - 1]!) * (1 - beta)));
  return { betas, signal };
}
