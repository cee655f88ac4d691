import type { Residual } from './residual-correlation.ts';

/** Pairs fewer than this tell nothing. */
const FEWEST_PAIRS = 100;

/** Mean product of values a number of voxels apart along an axis over their mean square; undefined where there are too few pairs. */
export function lagCorrelation({ dimensions, values, counts }: Residual, axis: number, lag: number): number | undefined {
  const count = dimensions[axis]!;
  const stride = dimensions.slice(0, axis).reduce((product, n) => product * n, 1);
  const shift = lag * stride;
  const sums = { pairs: 0, product: 0, squares: 0 };
  for (let block = 0; block < values.length; block += stride * count)
    for (let from = block, to = block + stride * (count - lag); from < to; from += dimensions[0]) addPairs({ values, counts }, { from, to: Math.min(to, from + dimensions[0]), shift }, sums);
  return sums.pairs < FEWEST_PAIRS || sums.squares === 0 ? undefined : sums.product / sums.squares;
}

interface Sums {
  pairs: number;
  product: number;
  squares: number;
}

/** Adds the pairs whose first voxels lie from `from` to `to` (exclusive). */
function addPairs({ values, counts }: Pick<Residual, 'values' | 'counts'>, { from, to, shift }: { readonly from: number; readonly to: number; readonly shift: number }, sums: Sums): void {
  let { pairs, product, squares } = sums;
  for (let at = from; at < to; at++) {
    if (counts[at]! + counts[at + shift]! < 2) continue;
    const a = values[at]!;
    const b = values[at + shift]!;
    pairs++;
    product += a * b;
    squares += (a * a + b * b) / 2;
  }
  sums.pairs = pairs;
  sums.product = product;
  sums.squares = squares;
}
