const BINS = 4096;

/**
 * The value below which `rank` of the values lie, interpolated between the two around it; Infinity when there are not so many. Counts into
 * bins and sorts only the bin that matters. Values: finite or Infinity, not negative.
 */
export function valueOfRank(values: Float32Array, rank: number): number {
  const below = Math.floor(rank);
  if (below < 1 || below >= values.length) return Infinity;
  const low = orderStatistic(values, below - 1);
  const high = orderStatistic(values, below);
  return high === Infinity ? Infinity : low + (rank - below) * (high - low);
}

/** The value with exactly `index` others before it when sorted. */
function orderStatistic(values: Float32Array, index: number): number {
  const counts = new Uint32Array(BINS + 1);
  const scale = BINS / (2 * meanOfFinite(values) || 1);
  const binOf = (value: number) => Math.min(BINS, value * scale) | 0;
  for (let n = 0; n < values.length; n++) counts[binOf(values[n]!)]!++;
  let [bin, before] = [0, 0];
  while (before + counts[bin]! <= index) before += counts[bin++]!;
  return values.filter(value => binOf(value) === bin).sort()[index - before]!;
}

function meanOfFinite(values: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    if (values[n] === Infinity) continue;
    sum += values[n]!;
    count++;
  }
  return sum / Math.max(1, count);
}
