import type { RowSpans } from '../../kernels/kernel.ts';
import type { HuVolume } from '../../volume/volume.ts';
import { eachBlockRow, type Blocks } from './blocks.ts';

/** Mean HU of the scan's voxels in each voxel of a coarser grid, where it is wanted; 0 elsewhere and in the rim. */
export function meanHu({ voxels }: HuVolume, blocks: Blocks, spans: RowSpans): Float32Array {
  const { box: { low, high }, stride: [stride], dimensions: [columns, rows, slices] } = blocks;
  const means = new Float32Array(columns * rows * slices);
  const sums = new Float64Array(columns);
  eachBlockRow(blocks, (start, scanRows) => {
    const n = (2 * start) / columns;
    const [first, last] = [Math.max(1, spans[n]!), Math.min(columns - 1, spans[n + 1]!)];
    if (first >= last) return;
    sums.fill(0, first, last);
    const [from, to] = [low[0] + (first - 1) * stride, Math.min(high[0], low[0] + (last - 1) * stride)];
    for (const row of scanRows) addRow(voxels, { from: row + from, to: row + to, stride, first }, sums);
    for (let a = first; a < last; a++) means[start + a] = sums[a]! / (scanRows.length * (Math.min(high[0], low[0] + a * stride) - low[0] - (a - 1) * stride));
  });
  return means;
}

interface ScanRow {
  /** Offset of the first voxel, and one beyond the last. */
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  /** Column of the coarser grid that the first one lies in. */
  readonly first: number;
}

/** Adds a row's voxels to the sums of the columns that they lie in. */
function addRow(voxels: HuVolume['voxels'], { from, to, stride, first }: ScanRow, sums: Float64Array): void {
  let [v, a] = [from, first];
  if (stride === 2) for (; v + 1 < to; v += 2, a++) sums[a]! += voxels[v]! + voxels[v + 1]!;
  for (; v < to; a++) {
    let sum = 0;
    for (const stop = Math.min(to, v + stride); v < stop; v++) sum += voxels[v]!;
    sums[a]! += sum;
  }
}
