import { assertSameGrid, type MaskPair } from './same-grid.ts';

/**
 * Dice similarity coefficient 2 |P and R| / (|P| + |R|), 0..1. Both masks empty: undefined, never a number, so that a mean over cases cannot
 * swallow it; one empty: 0. (MONAI by default leaves every case with an empty reference out; so does the mean of an evaluation.)
 */
export function dice(pair: MaskPair): number | undefined {
  assertSameGrid(pair);
  const { reference: { voxels: r }, prediction: { voxels: p } } = pair;
  let [both, sum] = [0, 0];
  for (let v = 0; v < r.length; v++) {
    const [inR, inP] = [r[v] !== 0, p[v] !== 0];
    if (inR) sum++;
    if (inP) sum++;
    if (inR && inP) both++;
  }
  return sum === 0 ? undefined : (2 * both) / sum;
}
