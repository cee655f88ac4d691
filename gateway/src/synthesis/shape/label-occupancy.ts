import type { RowSpans } from '../../kernels/kernel.ts';
import { wholeSpans } from '../../kernels/row-spans.ts';

/** A voxel is lesion from about half filled on: within these bounds volume decides. */
const SURE = 0.75;
const SURELY_NOT = 0.25;
/** How much a voxel's neighbours in its slice count beside itself: less than one sub-sample. */
const NEIGHBOURS = 1e-3;

/**
 * Labels the voxels that are half filled or more. On thick slices half-filled alone would lose the caps of small lesions (up to a tenth of
 * their radius), so of the voxels filled by a quarter to three quarters the fullest are taken until the label has the volume of the occupancy. A
 * flat cap fills many voxels alike; the better surrounded ones go first. A lesion that fills no voxel gets its fullest one, and `subVoxel` is true.
 * `columns`: length of a row; `region`: where the occupancy may be other than 0.
 */
export function labelOccupancy(occupancy: Float32Array, columns: number, region: RowSpans = wholeSpans([columns, occupancy.length / columns, 1])): { label: Uint8Array; subVoxel: boolean } {
  const rankOf = (v: number): number => {
    const at = (n: number) => occupancy[n] ?? 0;
    return at(v) + NEIGHBOURS * ((at(v - 1) + at(v + 1) + at(v - columns) + at(v + columns)) / 4 - at(v));
  };
  const lowestRank = volumeRank(occupancy, { columns, region, rankOf });
  const label = new Uint8Array(occupancy.length);
  let [labelled, fullest] = [0, -1];
  for (let row = 0; 2 * row < region.length; row++)
    for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) {
      const share = occupancy[v]!;
      if (share === 0) continue;
      if (fullest < 0 || share > occupancy[fullest]!) fullest = v;
      if (share < SURELY_NOT || (share <= SURE && rankOf(v) < lowestRank)) continue;
      label[v] = 1;
      labelled++;
    }
  if (labelled === 0 && fullest >= 0) label[fullest] = 1;
  return { label, subVoxel: labelled === 0 };
}

interface Ranking {
  readonly columns: number;
  readonly region: RowSpans;
  readonly rankOf: (v: number) => number;
}

/** The rank from which on doubtful voxels give the label most nearly the occupancy's volume. */
function volumeRank(occupancy: Float32Array, { columns, region, rankOf }: Ranking): number {
  let volume = 0;
  let sure = 0;
  const ranks: number[] = [];
  for (let row = 0; 2 * row < region.length; row++)
    for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) {
      const share = occupancy[v]!;
      if (share === 0) continue;
      volume += share;
      if (share > SURE) sure++;
      else if (share >= SURELY_NOT) ranks.push(rankOf(v));
    }
  const doubtful = Float64Array.from(ranks).sort();
  let lowest = Infinity;
  let miss = Math.abs(volume - sure);
  for (let n = doubtful.length - 1; n >= 0; n--) {
    if (doubtful[n - 1] === doubtful[n]) continue; // voxels of one rank are labelled alike
    const nextMiss = Math.abs(volume - sure - (doubtful.length - n));
    if (nextMiss > miss) break;
    [lowest, miss] = [doubtful[n]!, nextMiss];
  }
  return lowest;
}
