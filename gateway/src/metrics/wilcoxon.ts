/** Result of a paired comparison. */
export interface WilcoxonResult {
  /** Pairs that differ; equal ones say nothing and are left out. */
  readonly n: number;
  /** Sum of the ranks of positive differences (first minus second). */
  readonly rankSum: number;
  /** Two-sided. 1 when no pair differs. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/** Up to this many pairs, when no difference is tied, p is exact. */
const MOST_EXACT = 50;

/**
 * Wilcoxon's signed-rank test of paired scores (Wilcoxon 1945): exact without ties up to 50 pairs, otherwise the normal approximation with
 * correction for ties and without one for continuity. Throws RangeError when the lists differ in length.
 */
export function wilcoxonSignedRank(first: readonly number[], second: readonly number[]): WilcoxonResult {
  if (first.length !== second.length) throw new RangeError(`${first.length} scores cannot be paired with ${second.length}.`);
  const differences = first.map((value, n) => value - second[n]!).filter(d => d !== 0);
  const n = differences.length;
  if (n === 0) return { n, rankSum: 0, p: 1, method: 'exact' };
  const { ranks, tieTerm } = rank(differences.map(Math.abs));
  const rankSum = ranks.reduce((sum, r, i) => (differences[i]! > 0 ? sum + r : sum), 0);
  if (tieTerm === 0 && n <= MOST_EXACT) return { n, rankSum, p: exactP(rankSum, n), method: 'exact' };
  const mean = (n * (n + 1)) / 4;
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48);
  return { n, rankSum, p: Math.min(1, 2 * upperTail(Math.abs(rankSum - mean) / sd)), method: 'normal' };
}

/** Ranks from 1, equal values share their mean rank; tieTerm is the sum of t^3 - t over groups of t equal values. */
function rank(values: readonly number[]): { ranks: readonly number[]; tieTerm: number } {
  const order = values.map((_, n) => n).sort((a, b) => values[a]! - values[b]!);
  const ranks = Array.from(values, () => 0);
  let tieTerm = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let n = from; n < to; n++) ranks[order[n]!] = (from + 1 + to) / 2;
    tieTerm += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, tieTerm };
}

/** Two-sided p from the number of sign patterns with a rank sum at most as likely. */
function exactP(rankSum: number, n: number): number {
  const most = (n * (n + 1)) / 2;
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let r = 1; r <= n; r++) for (let sum = most; sum >= r; sum--) ways[sum]! += ways[sum - r]!;
  const extreme = Math.min(rankSum, most - rankSum);
  let below = 0;
  for (let sum = 0; sum <= extreme; sum++) below += ways[sum]!;
  return Math.min(1, (2 * below) / 2 ** n);
}

/** Upper tail of the standard normal, z >= 0 (Abramowitz and Stegun 26.2.17 refined by a continued fraction beyond 3). */
function upperTail(z: number): number {
  if (z > 3) {
    let fraction = z;
    for (let n = 60; n > 0; n--) fraction = z + n / fraction;
    return Math.exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * fraction);
  }
  let [term, sum] = [z, z];
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return 0.5 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
