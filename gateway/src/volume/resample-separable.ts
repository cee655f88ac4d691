import type { Vec3 } from './geometry.ts';
import type { Voxels } from './volume.ts';

/** Voxels and their counts along i, j, k. */
export interface Grid<V extends Voxels = Voxels> {
  readonly voxels: V;
  readonly dimensions: Vec3;
}

/** Where the samples of one target axis fall on the one source axis it runs along. */
export interface AxisTable {
  /** Target indexes first..last-1 fall inside the source. */
  readonly first: number;
  readonly last: number;
  /** Memory offset of the source voxel below, and above. */
  readonly below: Int32Array;
  readonly above: Int32Array;
  /** Memory offset of the nearest source voxel. */
  readonly nearest: Int32Array;
  /** Share of the voxel above, 0..1. */
  readonly weight: Float64Array;
}

export type AxisTables = readonly [AxisTable, AxisTable, AxisTable];

/** Tables for grids whose axes are parallel, permuted or flipped; undefined when the grids are oblique to each other. */
export function axisTables(map: readonly number[], target: Vec3, source: Vec3): AxisTables | undefined {
  const strides = [1, source[0], source[0] * source[1]];
  const tables: AxisTable[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const along = [0, 1, 2].filter(row => Math.abs(map[4 * row + axis]!) * target[axis]! > 1e-4);
    const row = along[0];
    if (along.length !== 1 || row === undefined) return undefined;
    const samples = { step: map[4 * row + axis]!, start: map[4 * row + 3]!, count: target[axis]! };
    tables.push(axisTable(samples, source[row]!, strides[row]!));
  }
  return tables as unknown as AxisTables;
}

function axisTable({ step, start, count }: { step: number; start: number; count: number }, size: number, stride: number): AxisTable {
  const below = new Int32Array(count);
  const above = new Int32Array(count);
  const nearest = new Int32Array(count);
  const weight = new Float64Array(count);
  let [first, last] = [count, 0];
  for (let t = 0; t < count; t++) {
    const at = start + t * step;
    if (at < -0.5 || at >= size - 0.5) continue;
    first = Math.min(first, t);
    last = t + 1;
    const clamped = Math.min(size - 1, Math.max(0, at));
    const low = Math.floor(clamped);
    below[t] = low * stride;
    above[t] = Math.min(size - 1, low + 1) * stride;
    nearest[t] = Math.min(size - 1, Math.floor(at + 0.5)) * stride;
    weight[t] = clamped - low;
  }
  return { first, last, below, above, nearest, weight };
}

export function linearSeparable(source: Grid, [ti, tj, tk]: AxisTables, target: Grid<Float32Array>): void {
  const [columns, rows] = target.dimensions;
  for (let k = tk.first; k < tk.last; k++)
    for (let j = tj.first; j < tj.last; j++) {
      const corners = [tj.below[j]! + tk.below[k]!, tj.above[j]! + tk.below[k]!, tj.below[j]! + tk.above[k]!, tj.above[j]! + tk.above[k]!] as const;
      linearRow(source.voxels, { corners, wj: tj.weight[j]!, wk: tk.weight[k]!, ti }, { out: target.voxels, row: columns * (j + rows * k) });
    }
}

interface RowSamples {
  readonly corners: readonly [number, number, number, number];
  readonly wj: number;
  readonly wk: number;
  readonly ti: AxisTable;
}

function linearRow(voxels: Voxels, { corners: [c00, c10, c01, c11], wj, wk, ti }: RowSamples, { out, row }: { out: Float32Array; row: number }): void {
  const { below, above, weight, first, last } = ti;
  const [w00, w10, w01, w11] = [(1 - wj) * (1 - wk), wj * (1 - wk), (1 - wj) * wk, wj * wk];
  for (let i = first; i < last; i++) {
    const b = below[i]!;
    const a = above[i]!;
    const low = w00 * voxels[c00 + b]! + w10 * voxels[c10 + b]! + w01 * voxels[c01 + b]! + w11 * voxels[c11 + b]!;
    const high = w00 * voxels[c00 + a]! + w10 * voxels[c10 + a]! + w01 * voxels[c01 + a]! + w11 * voxels[c11 + a]!;
    out[row + i] = low + weight[i]! * (high - low);
  }
}

export function nearestSeparable(source: Grid<Uint8Array>, [ti, tj, tk]: AxisTables, target: Grid<Uint8Array>): void {
  const [columns, rows] = target.dimensions;
  for (let k = tk.first; k < tk.last; k++)
    for (let j = tj.first; j < tj.last; j++) {
      const base = tj.nearest[j]! + tk.nearest[k]!;
      const row = columns * (j + rows * k);
      for (let i = ti.first; i < ti.last; i++) target.voxels[row + i] = source.voxels[base + ti.nearest[i]!]!;
    }
}
