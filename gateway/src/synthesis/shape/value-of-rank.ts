const BINS = 4096;

/**
 * The value below which `rank` of the values lie, interpolated between the two around it; Infinity when there are not so many. Counts into
 * bins and sorts only those that matter. Values: finite or Infinity, not negative.
 */
export function valueOfRank(values: Float32Array, rank: number): number {
  const below = Math.floor(rank);
  if (below < 1 || below >= values.length) return Infinity;
  const [low, high] = neighbours(values, below - 1);
  return high === Infinity ? Infinity : low + (rank - below) * (high - low);
}

/** The value with exactly `index` others before it when sorted, and the one after it. */
function neighbours(values: Float32Array, index: number): readonly [number, number] {
  const counts = new Uint32Array(BINS + 1);
  const scale = BINS / (2 * meanOfFinite(values) || 1);
  for (let n = 0; n < values.length; n++) counts[Math.min(BINS, values[n]! * scale) | 0]!++;
  let [first, before] = [0, 0];
  while (before + counts[first]! <= index) before += counts[first++]!;
  let [last, upTo] = [first, before + counts[first]!];
  while (upTo <= index + 1) upTo += counts[++last]!;
  const sorted = new Float32Array(upTo - before);
  for (let n = 0, used = 0; used < sorted.length; n++) {
    const place = values[n]! * scale;
    if (place >= first && (place < last + 1 || last === BINS)) sorted[used++] = values[n]!;
  }
  sorted.sort();
  return [sorted[index - before]!, sorted[index - before + 1]!];
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
