export interface LevelBins {
  /** Bin 0 counts what lies below `low`; bin n >= 1 begins at low + (n - 1) 2^shift. */
  readonly low: number;
  readonly shift: number;
  /** Number of sub-samples the level should have below it. */
  readonly wanted: number;
  /** The level may not be higher. */
  readonly largest: number;
}

/** The level at which counts of sub-samples reach the wanted number; `missed` is -1 or 1 where it lies below or above all bins, else 0. */
export function levelIn(counts: Uint32Array, { low, shift, wanted, largest }: LevelBins): { level: number; reached: number; missed: -1 | 0 | 1 } {
  let reached = counts[0]!;
  if (reached > wanted) return { level: low, reached, missed: -1 };
  for (let bin = 1; bin < counts.length; bin++) {
    const from = low + ((bin - 1) << shift);
    if (from >= largest) return { level: from, reached, missed: 0 };
    const count = counts[bin]!;
    if (reached + count >= wanted) {
      const share = (wanted - reached) / count;
      return { level: from + Math.round(share * (1 << shift)), reached: wanted, missed: 0 };
    }
    reached += count;
  }
  return { level: low + ((counts.length - 1) << shift), reached, missed: 1 };
}
