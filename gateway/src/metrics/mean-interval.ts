import { philox4x32 } from '../kernels/philox/reference.ts';
import { Z_95 } from './wilson-interval.ts';

/** A mean over cases with two 95 % intervals. Values that are not defined are left out and counted. */
export interface MeanInterval {
  /** Cases with a value. */
  readonly n: number;
  /** Cases left out because the score is not defined for them. */
  readonly undefinedCount: number;
  readonly mean?: number;
  readonly sd?: number;
  /** Percentile bootstrap over cases. */
  readonly bootstrap?: readonly [low: number, high: number];
  /** Mean -+ 1.96 SD / sqrt(n), for comparison with papers. */
  readonly normal?: readonly [low: number, high: number];
}

export interface BootstrapOptions {
  readonly resamples?: number;
  readonly seed?: number;
}

/** Mean and intervals of a score over cases; the same seed gives the same interval. */
export function meanInterval(values: readonly (number | undefined)[], { resamples = 10_000, seed = 1 }: BootstrapOptions = {}): MeanInterval {
  const defined = values.filter(value => value !== undefined);
  const n = defined.length;
  const counts = { n, undefinedCount: values.length - n };
  if (n === 0) return counts;
  const mean = defined.reduce((a, b) => a + b, 0) / n;
  if (n === 1) return { ...counts, mean };
  const sd = Math.sqrt(defined.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (Z_95 * sd) / Math.sqrt(n);
  return { ...counts, mean, sd, bootstrap: bootstrapMeans(defined, resamples, seed), normal: [mean - half, mean + half] };
}

/** 2.5 % and 97.5 % percentiles of the means of resampled cases. */
function bootstrapMeans(values: readonly number[], resamples: number, seed: number): readonly [number, number] {
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(seed, 0xb007), new Uint32Array(4)];
  const means = Float64Array.from({ length: resamples }, (_, r) => {
    let sum = 0;
    for (let n = 0; n < values.length; n++) {
      if (n % 4 === 0) {
        counter[0] = r;
        counter[1] = n;
        philox4x32(counter, key, words);
      }
      sum += values[Math.floor((words[n % 4]! / 4_294_967_296) * values.length)]!;
    }
    return sum / values.length;
  }).sort();
  return [percentile(means, 0.025), percentile(means, 0.975)];
}

/** Linear between the neighbouring order statistics. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (place - Math.floor(place)) * (high - low);
}
