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
  const lowestRank = volumeRank(occupancy, columns, region);
  const labelling: Labelling = { occupancy, columns, label: new Uint8Array(occupancy.length), lowestRank, labelled: 0, fullest: -1 };
  for (let row = 0; 2 * row < region.length; row++) labelRow(labelling, columns * row + region[2 * row]!, columns * row + region[2 * row + 1]!);
  const { label, labelled, fullest } = labelling;
  if (labelled === 0 && fullest >= 0) label[fullest] = 1;
  return { label, subVoxel: labelled === 0 };
}

/** How full a voxel is, and a little how full its neighbours are. */
function rankOf(occupancy: Float32Array, columns: number, v: number): number {
  const share = occupancy[v]!;
  return share + NEIGHBOURS * (((occupancy[v - 1] ?? 0) + (occupancy[v + 1] ?? 0) + (occupancy[v - columns] ?? 0) + (occupancy[v + columns] ?? 0)) / 4 - share);
}

interface Labelling {
  readonly occupancy: Float32Array;
  readonly columns: number;
  readonly label: Uint8Array;
  readonly lowestRank: number;
  /** So far: how many voxels are labelled, and the fullest voxel (-1: none). */
  labelled: number;
  fullest: number;
}

function labelRow(labelling: Labelling, from: number, end: number): void {
  const { occupancy, columns, label, lowestRank } = labelling;
  let { labelled, fullest } = labelling;
  let most = fullest < 0 ? 0 : occupancy[fullest]!;
  for (let v = from; v < end; v++) {
    const share = occupancy[v]!;
    if (share > most) {
      most = share;
      fullest = v;
    }
    if (share < SURELY_NOT || (share <= SURE && rankOf(occupancy, columns, v) < lowestRank)) continue;
    label[v] = 1;
    labelled++;
  }
  labelling.labelled = labelled;
  labelling.fullest = fullest;
}

/** The rank from which on doubtful voxels give the label most nearly the occupancy's volume. */
function volumeRank(occupancy: Float32Array, columns: number, region: RowSpans): number {
  const tally: Tally = { occupancy, columns, volume: 0, sure: 0, ranks: [] };
  for (let row = 0; 2 * row < region.length; row++) tallyRow(tally, columns * row + region[2 * row]!, columns * row + region[2 * row + 1]!);
  const { volume, sure, ranks } = tally;
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

interface Tally {
  readonly occupancy: Float32Array;
  readonly columns: number;
  /** So far, in voxels: the occupancy's volume, and how many are surely lesion. */
  volume: number;
  sure: number;
  /** Of the doubtful voxels. */
  readonly ranks: number[];
}

function tallyRow(tally: Tally, from: number, end: number): void {
  const { occupancy, columns } = tally;
  let { volume, sure } = tally;
  for (let v = from; v < end; v++) {
    const share = occupancy[v]!;
    volume += share;
    if (share > SURE) sure++;
    else if (share >= SURELY_NOT) tally.ranks.push(rankOf(occupancy, columns, v));
  }
  tally.volume = volume;
  tally.sure = sure;
}
