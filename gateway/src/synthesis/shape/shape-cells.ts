import { marginVoxels, type Box } from '../../volume/crop.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { LesionFrame } from '../frame/lesion-frame.ts';
import type { LesionShape } from './lattice-shape.ts';

export interface ShapeExtent {
  readonly frame: LesionFrame;
  /** Cells of the lattice count from which a corner lies below this level, mm. */
  readonly levelMm: number;
  /** Also those that lie at most this far beyond the surface, seen from the centre, mm. */
  readonly beyondMm?: number;
}

/** Sub-samples lie less than half a voxel from its centre; the rest is for rounding. */
const VOXEL_HALF = 0.52;

/** The voxels of a grid that a shape's part below a level may reach into, row by row. */
export function shapeSpans(shape: LesionShape, [columns, rows, slices]: Vec3, extent: ShapeExtent): RowSpans {
  const spans = new Uint16Array(2 * rows * slices);
  const [hi, hj, hk] = halfCell(shape, extent.frame);
  eachRun(shape, extent, ({ i, j, k, last }) => {
    const from = Math.max(0, Math.ceil(Math.min(i, last) - hi));
    const to = Math.min(columns, Math.floor(Math.max(i, last) + hi) + 1);
    if (from >= to) return;
    const [fromJ, toJ] = [Math.max(0, Math.ceil(j - hj)), Math.min(rows - 1, Math.floor(j + hj))];
    for (let c = Math.max(0, Math.ceil(k - hk)), end = Math.min(slices - 1, Math.floor(k + hk)); c <= end; c++)
      for (let n = 2 * (fromJ + rows * c), last = 2 * (toJ + rows * c); n <= last; n += 2) {
        if (spans[n + 1] === 0 || from < spans[n]!) spans[n] = from;
        if (to > spans[n + 1]!) spans[n + 1] = to;
      }
  });
  return spans;
}

/** The box of those voxels with a margin in mm around it, clipped to the grid; undefined where the grid holds none. */
export function shapeBox(shape: LesionShape, geometry: Geometry, { marginMm, ...extent }: ShapeExtent & { readonly marginMm: number }): Box | undefined {
  const half = halfCell(shape, extent.frame);
  const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  eachRun(shape, extent, ({ i, j, k, last }) => {
    low[0] = Math.min(low[0]!, i, last);
    if (j < low[1]!) low[1] = j;
    if (k < low[2]!) low[2] = k;
    high[0] = Math.max(high[0]!, i, last);
    if (j > high[1]!) high[1] = j;
    if (k > high[2]!) high[2] = k;
  });
  const margin = marginVoxels(geometry, marginMm);
  const box = {
    low: low.map((v, axis) => Math.max(0, Math.ceil(v - half[axis]!) - margin[axis]!)) as unknown as Vec3,
    high: high.map((v, axis) => Math.min(geometry.dimensions[axis]!, Math.floor(v + half[axis]!) + 1 + margin[axis]!)) as unknown as Vec3,
  };
  return box.low.every((v, axis) => v < box.high[axis]!) ? box : undefined;
}

/** Half a lattice cell and half a voxel along i, j, k, voxels. */
function halfCell({ lattice: { stepMm } }: LesionShape, { inverse: { voxelI, voxelJ, voxelK } }: LesionFrame): Vec3 {
  return [voxelI, voxelJ, voxelK].map(([x, y, z]) => (stepMm / 2) * (Math.abs(x) + Math.abs(y) + Math.abs(z)) + VOXEL_HALF) as unknown as Vec3;
}

/** Cells that lie along a row of the grid, gaps filled: index of the first one's middle, and along i of the last one's. */
interface CellRun {
  readonly i: number;
  readonly j: number;
  readonly k: number;
  readonly last: number;
}

function eachRun(shape: LesionShape, extent: ShapeExtent, visit: (run: CellRun) => void): void {
  const { lattice: { count } } = shape;
  const ends = rowEnds(shape, extent);
  const [i, j, k] = cellIndexes(shape, extent.frame) as [CellIndex, CellIndex, CellIndex];
  const inRow = j[1] === 0 && k[1] === 0;
  const across = 2 * count;
  for (let c = 0; c < count - 1; c++)
    for (let b = 0; b < count - 1; b++) {
      // A cell counts where one of its corners does: those of four rows of points.
      const n = 2 * (b + count * c);
      const first = Math.max(0, Math.min(ends[n]!, ends[n + 2]!, ends[n + across]!, ends[n + across + 2]!) - 1);
      const last = Math.min(count - 2, Math.max(ends[n + 1]!, ends[n + 3]!, ends[n + across + 1]!, ends[n + across + 3]!));
      const start = i[0] + b * i[2] + c * i[3];
      for (let a = first; a <= last; a++) {
        const end = inRow ? last : a;
        visit({ i: start + a * i[1], j: j[0] + a * j[1] + b * j[2] + c * j[3], k: k[0] + a * k[1] + b * k[2] + c * k[3], last: start + end * i[1] });
        a = end;
      }
    }
}

/** Along one axis of the grid: the index of the first cell's middle, and its change for each cell along x, y and z. */
type CellIndex = readonly [number, number, number, number];

/** For i, j and k. */
function cellIndexes({ lattice: { stepMm, originMm } }: LesionShape, { rows: { frameX, frameY, frameZ }, inverse: { voxelI, voxelJ, voxelK } }: LesionFrame): readonly CellIndex[] {
  const half = stepMm / 2;
  return [voxelI, voxelJ, voxelK].map(([x, y, z]) => [
    x * (originMm[0] + half - frameX[3]) + y * (originMm[1] + half - frameY[3]) + z * (originMm[2] + half - frameZ[3]), x * stepMm, y * stepMm, z * stepMm,
  ]);
}

/** For each row of lattice points the first and the last one that counts; where none does, one beyond the row and -1. */
function rowEnds(shape: LesionShape, extent: ShapeExtent): Int16Array {
  const { count } = shape.lattice;
  const counts = pointTest(shape, extent);
  const ends = new Int16Array(2 * count * count);
  for (let c = 0, row = 0; c < count; c++)
    for (let b = 0; b < count; b++, row++) {
      let first = 0;
      while (first < count && !counts(first, b, c)) first++;
      let last = first < count ? count - 1 : -1;
      while (last > first && !counts(last, b, c)) last--;
      ends[2 * row] = first;
      ends[2 * row + 1] = last;
    }
  return ends;
}

/** Tells whether a lattice point counts. */
function pointTest({ lattice: { count, stepMm, originMm: [x0, y0, z0] }, values, radiusMm }: LesionShape, { levelMm, beyondMm = 0 }: ShapeExtent): (a: number, b: number, c: number) => boolean {
  const level = levelMm + 1e-4 * radiusMm; // values are rounded on their way to the grid
  if (beyondMm === 0) return (a, b, c) => values[a + count * (b + count * c)]! < level;
  return (a, b, c) => {
    const distance = Math.sqrt((x0 + a * stepMm) ** 2 + (y0 + b * stepMm) ** 2 + (z0 + c * stepMm) ** 2);
    return values[a + count * (b + count * c)]! * (distance - beyondMm) < level * distance;
  };
}
