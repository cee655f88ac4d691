const LOW_HU = -1200;
const BINS = 5400;

/** Counts of whole HU, for exact robust statistics of many voxels without sorting. */
export class HuHistogram {
  readonly counts: Uint32Array;
  total: number;

  constructor() {
    this.counts = new Uint32Array(BINS);
    this.total = 0;
  }

  add(hu: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.round(hu) - LOW_HU));
    this.counts[bin]!++;
    this.total++;
  }

  /** Adds `scale` times each accepted (1) value from `from` to `to` (exclusive). To be called for each row: long loops of a single call stay slow. */
  addWhere(values: ArrayLike<number>, accepted: Uint8Array, { from, to, scale = 1 }: { readonly from: number; readonly to: number; readonly scale?: number }): void {
    for (let at = from; at < to; at++) if (accepted[at] === 1) this.add(scale * values[at]!);
  }

  /** These counts less those of a part. */
  without(part: HuHistogram): HuHistogram {
    const rest = new HuHistogram();
    for (let bin = 0; bin < BINS; bin++) rest.counts[bin] = this.counts[bin]! - part.counts[bin]!;
    rest.total = this.total - part.total;
    return rest;
  }

  /** Median HU, interpolated within its bin; 0 when empty. */
  get medianHu(): number {
    let below = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.counts[bin]!;
      if (below + count >= this.total / 2 && count > 0) return LOW_HU + bin - 0.5 + (this.total / 2 - below) / count;
      below += count;
    }
    return 0;
  }

  /** 1.4826 times the median absolute deviation from the median: the SD of a normal core, whatever the outliers. */
  get robustSdHu(): number {
    const centre = this.medianHu;
    const deviations = new HuHistogram();
    const scale = 16; // sixteenths of a HU, so that rounding does not show
    for (let bin = 0; bin < BINS; bin++) {
      const deviation = Math.min(BINS - 1, Math.round(Math.abs(LOW_HU + bin - centre) * scale));
      deviations.counts[deviation]! += this.counts[bin]!;
    }
    deviations.total = this.total;
    return (1.4826 * (deviations.medianHu - LOW_HU)) / scale;
  }

  /** Mean and SD of the values within [low, high]. */
  within(low: number, high: number): { mean: number; sd: number } {
    let [n, sum, squares] = [0, 0, 0];
    for (let bin = 0; bin < BINS; bin++) {
      const hu = LOW_HU + bin;
      const count = this.counts[bin]!;
      if (count === 0 || hu < low || hu > high) continue;
      n += count;
      sum += count * hu;
      squares += count * hu * hu;
    }
    const mean = n === 0 ? 0 : sum / n;
    return { mean, sd: n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean)) };
  }
}
