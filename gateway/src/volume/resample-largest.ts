import type { Geometry } from './geometry.ts';
import { indexMap, resampleLinear } from './resample.ts';
import { axisTables, type AxisTable, type AxisTables } from './resample-separable.ts';
import { makeVolume } from './volume.ts';

/** Scores by channel, all on one grid. */
export interface Scores {
  readonly channels: readonly Float32Array[];
  readonly grid: Geometry;
}

/** Channel with the largest score in each voxel (ties: the lower one); for grids that are looked at in parts. At most 255 channels. */
export function largestChannel(channels: readonly Float32Array[]): Uint8Array {
  const best = Float32Array.from(channels[0]!);
  const out = new Uint8Array(best.length);
  for (let c = 1; c < channels.length; c++) raise({ best, out }, channels[c]!, c);
  return out;
}

function raise({ best, out }: { best: Float32Array; out: Uint8Array }, channel: Float32Array, c: number): void {
  for (let v = 0; v < out.length; v++)
    if (channel[v]! > best[v]!) {
      best[v] = channel[v]!;
      out[v] = c;
    }
}

/**
 * Channel with the largest score in each voxel of another grid, after every score has been interpolated there as `resampleLinear` does;
 * channel 0 beyond the scores' grid. `largest` is `largestChannel` of the scores: where the eight voxels around a place agree on a
 * channel, so does what lies between them, and nothing is interpolated.
 */
export function resampleLargest(scores: Scores, largest: Uint8Array, target: Geometry): Uint8Array {
  const tables = axisTables(indexMap(target, scores.grid), target.dimensions, scores.grid.dimensions);
  if (!tables) return largestChannel(scores.channels.map((channel, c) => resampleLinear(makeVolume(scores.grid, channel), target, c === 0 ? 0 : -Infinity).voxels));
  const [columns, rows, slices] = target.dimensions;
  const out = new Uint8Array(columns * rows * slices);
  const row = rowOf(tables, { channels: scores.channels, largest });
  const [, tj, tk] = tables;
  for (let k = tk.first; k < tk.last; k++) for (let j = tj.first; j < tj.last; j++) row(j, k, out.subarray(columns * (j + rows * k), columns * (j + 1 + rows * k)));
  return out;
}

interface Source {
  readonly channels: readonly Float32Array[];
  readonly largest: Uint8Array;
}

/** The channels of the four rows of voxels beside a target row differ. */
const MIXED = 255;

/** Fills the target row j, k. */
function rowOf(tables: AxisTables, { channels, largest }: Source): (j: number, k: number, out: Uint8Array) => void {
  const [ti, tj, tk] = tables;
  const places = placesOf(ti);
  const agreed = new Uint8Array(places.offsets.length);
  return (j, k, out) => {
    const corners = [tj.below[j]! + tk.below[k]!, tj.above[j]! + tk.below[k]!, tj.below[j]! + tk.above[k]!, tj.above[j]! + tk.above[k]!] as const;
    agree(largest, { corners, offsets: places.offsets }, agreed);
    const cell: Cell = { corners, wj: tj.weight[j]!, wk: tk.weight[k]! };
    for (let i = ti.first; i < ti.last; i++) {
      const channel = agreed[places.below[i]!]!;
      out[i] = channel !== MIXED && channel === agreed[places.above[i]!] ? channel : largestAt(channels, cell, { below: ti.below[i]!, above: ti.above[i]!, weight: ti.weight[i]! });
    }
  };
}

/** The source voxels that a target row uses: memory offsets along the row's axis, and which of them lies below and above each target voxel. */
function placesOf({ first, last, below, above }: AxisTable): { offsets: Int32Array; below: Int32Array; above: Int32Array } {
  const offsets = Int32Array.from(new Set([...below.subarray(first, last), ...above.subarray(first, last)])).sort();
  const placeOf = new Map([...offsets].map((offset, n) => [offset, n]));
  const places = (table: Int32Array) => table.map((offset, i) => (i >= first && i < last ? placeOf.get(offset)! : 0));
  return { offsets, below: places(below), above: places(above) };
}

type Corners = readonly [number, number, number, number];

function agree(largest: Uint8Array, { corners: [c00, c10, c01, c11], offsets }: { corners: Corners; offsets: Int32Array }, out: Uint8Array): void {
  for (let n = 0; n < offsets.length; n++) {
    const at = offsets[n]!;
    const channel = largest[c00 + at]!;
    out[n] = largest[c10 + at] === channel && largest[c01 + at] === channel && largest[c11 + at] === channel ? channel : MIXED;
  }
}

interface Cell {
  readonly corners: Corners;
  readonly wj: number;
  readonly wk: number;
}

function largestAt(channels: readonly Float32Array[], { corners: [c00, c10, c01, c11], wj, wk }: Cell, { below, above, weight }: { below: number; above: number; weight: number }): number {
  const [w00, w10, w01, w11] = [(1 - wj) * (1 - wk), wj * (1 - wk), (1 - wj) * wk, wj * wk];
  let [best, found] = [0, 0];
  for (let c = 0; c < channels.length; c++) {
    const voxels = channels[c]!;
    const low = w00 * voxels[c00 + below]! + w10 * voxels[c10 + below]! + w01 * voxels[c01 + below]! + w11 * voxels[c11 + below]!;
    const high = w00 * voxels[c00 + above]! + w10 * voxels[c10 + above]! + w01 * voxels[c01 + above]! + w11 * voxels[c11 + above]!;
    const score = Math.fround(low + weight * (high - low));
    if (c > 0 && !(score > best)) continue;
    best = score;
    found = c;
  }
  return found;
}
