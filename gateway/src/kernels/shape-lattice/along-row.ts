import type { ParametersOf } from '../kernel.ts';
import { ABOVE, BELOW, kindOfCell } from './cells.ts';
import type { SHAPE_LATTICE } from './layout.ts';
import { clampPlace, lastPlace, mix } from './reader.ts';
import { INSIDE, NEAR, OUTSIDE, type Run } from './runs.ts';
import type { ShapeWalk } from './walk.ts';

/**
 * The lines of sub-samples of one row of voxels along the lattice's x axis. Planes of equal x are mixed when they are first asked for. A plain
 * object, no class: the engine forgets what it compiled for a class each time that no instance is left.
 */
export interface AlongRow {
  readonly walk: ShapeWalk;
  /** Kinds of the cells that were met, 0 for the others. */
  readonly cells: Uint8Array;
  /** The farthest place along an axis. */
  readonly last: number;
  /** For each line its first corner, and its fractions along y and z. */
  readonly corners: Int32Array;
  readonly u: Int32Array;
  readonly w: Int32Array;
  /** The number of the row for which a plane was mixed; the lines' values at each plane, and the lowest and highest of them. */
  readonly mixedFor: Int32Array;
  readonly values: Int32Array;
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
  /** Counted from 1. */
  number: number;
  /** Place along x of the first sub-sample of the row's first voxel. */
  x: number;
}

export function alongRow(walk: ShapeWalk): AlongRow {
  const { lattice, parameters: { count, samples } } = walk;
  const ints = (length: number) => new Int32Array(length);
  const lines = samples[1] * samples[2];
  return {
    walk, cells: new Uint8Array(lattice.length), last: lastPlace(count),
    corners: ints(lines), u: ints(lines), w: ints(lines),
    mixedFor: ints(count), values: ints(count * lines), lowest: ints(count), highest: ints(count),
    number: 0, x: 0,
  };
}

/** Goes on to row n of the grid. */
export function moveTo(row: AlongRow, n: number): void {
  const { walk: { parameters }, last, corners, u, w } = row;
  const { count, dimensions: [, rows], samples: [, nj, nk], origin, stepJ, stepK, subJ, subK } = parameters as ParametersOf<typeof SHAPE_LATTICE>;
  const j = n % rows;
  const k = Math.floor(n / rows);
  row.number = n + 1;
  row.x = (origin[0] + j * stepJ[0] + k * stepK[0]) | 0;
  for (let c = 0, line = 0; c < nk; c++)
    for (let b = 0; b < nj; b++, line++) {
      const y = clampPlace((origin[1] + j * stepJ[1] + k * stepK[1] + b * subJ[1] + c * subK[1]) | 0, last);
      const z = clampPlace((origin[2] + j * stepJ[2] + k * stepK[2] + b * subJ[2] + c * subK[2]) | 0, last);
      corners[line] = count * ((y >> 16) + count * (z >> 16));
      u[line] = (y >> 8) & 255;
      w[line] = (z >> 8) & 255;
    }
}

/** Settles the voxels of the row that lie wholly in a cell: by the corners of the cells that its lines run through, else by the ends of the lines. */
export function settleCell(row: AlongRow, cell: number): number {
  const { walk: { lattice, parameters: { count }, low, high }, corners, cells, mixedFor, number, lowest, highest } = row;
  let kind = 0;
  for (let line = 0; line < corners.length; line++) {
    const n = corners[line]! + cell;
    if (cells[n] === 0) cells[n] = kindOfCell(lattice, count, { n, low, high });
    kind |= cells[n]!;
  }
  if (kind === ABOVE) return OUTSIDE;
  if (kind === BELOW) return INSIDE;
  if (mixedFor[cell] !== number) mixPlane(row, cell);
  if (mixedFor[cell + 1] !== number) mixPlane(row, cell + 1);
  if (lowest[cell]! >= high && lowest[cell + 1]! >= high) return OUTSIDE;
  return highest[cell]! < low && highest[cell + 1]! < low ? INSIDE : NEAR;
}

/** Settles a voxel by the lowest and the highest value that its sub-samples, from one place along x to the other, can have. */
export function settle(row: AlongRow, near: number, far: number): number {
  const { walk: { low, high }, last, mixedFor, number, lowest, highest } = row;
  const a = clampPlace(near < far ? near : far, last);
  const b = clampPlace(near < far ? far : near, last);
  const first = a >> 16;
  const end = (b >> 16) + 1;
  for (let plane = first; plane <= end; plane++) if (mixedFor[plane] !== number) mixPlane(row, plane);
  let least = Math.min(onLine(lowest, a), onLine(lowest, b));
  let most = Math.max(onLine(highest, a), onLine(highest, b));
  for (let plane = first + 1; plane < end; plane++) {
    least = Math.min(least, lowest[plane]!);
    most = Math.max(most, highest[plane]!);
  }
  return least >= high ? OUTSIDE : most < low ? INSIDE : NEAR;
}

/** Puts the values of the sub-samples of a run of voxels, which were settled as NEAR, into an array. */
export function readAlong({ walk: { parameters: { samples, stepI, subI } }, last, values, corners, x }: AlongRow, { from, to }: Run, into: Int32Array): void {
  const ni = samples[0];
  const dx = stepI[0];
  const dxa = subI[0];
  const lines = corners.length;
  for (let v = from, at = 0; v < to; v++, at += ni * lines)
    for (let a = 0; a < ni; a++) {
      const place = clampPlace((x + v * dx + a * dxa) | 0, last);
      const t = (place >> 8) & 255;
      for (let line = 0, n = lines * (place >> 16), out = at + a; line < lines; line++, n++, out += ni) into[out] = mix(values[n]!, values[n + lines]!, t);
    }
}

function mixPlane({ walk: { lattice, parameters: { count } }, corners, u, w, mixedFor, values, lowest, highest, number }: AlongRow, plane: number): void {
  const lines = corners.length;
  const slab = count * count;
  let least = 0x7fffffff;
  let most = -1;
  for (let line = 0; line < lines; line++) {
    const at = corners[line]! + plane;
    const t = w[line]!;
    const value = mix(mix(lattice[at]!, lattice[at + slab]!, t), mix(lattice[at + count]!, lattice[at + count + slab]!, t), u[line]!);
    values[lines * plane + line] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  lowest[plane] = least;
  highest[plane] = most;
  mixedFor[plane] = number;
}

/** The value at a place between the planes of a line. */
const onLine = (line: Int32Array, place: number): number => mix(line[place >> 16]!, line[(place >> 16) + 1]!, (place >> 8) & 255);
