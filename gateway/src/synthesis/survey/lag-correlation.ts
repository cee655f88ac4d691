import type { Residual } from './residual-correlation.ts';

/** Pairs fewer than this tell nothing. */
const FEWEST_PAIRS = 100;

/** Mean product of values a number of voxels apart along an axis over their mean square; undefined where there are too few pairs. */
export function lagCorrelation({ dimensions, values, counts }: Residual, axis: number, lag: number): number | undefined {
  const count = dimensions[axis]!;
  const stride = dimensions.slice(0, axis).reduce((product, n) => product * n, 1);
  const shift = lag * stride;
  let [pairs, product, squares] = [0, 0, 0];
  for (let block = 0; block < values.length; block += stride * count)
    for (let at = block; at < block + stride * (count - lag); at++) {
      if (counts[at] === 0 || counts[at + shift] === 0) continue;
      const [a, b] = [values[at]!, values[at + shift]!];
      pairs++;
      product += a * b;
      squares += (a * a + b * b) / 2;
    }
  return pairs < FEWEST_PAIRS || squares === 0 ? undefined : product / squares;
}
