import type { HuVolume, Volume } from '../../volume/volume.ts';
import { HuHistogram } from './histogram.ts';
import type { WorkingGrid } from './working-grid.ts';

export interface NativeHistogramOptions {
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly grid: WorkingGrid;
  /** 1 for each working voxel that counts. */
  readonly accepted: Uint8Array;
}

/** About this many voxels of the box tell as much as all of them. */
const LOOKED_AT = 3e6;

/** Histogram of the scan's own voxels in the organ and the accepted working voxels; of a large organ some of the rows, evenly spread. */
export function nativeHistogram({ ct, organMask, grid, accepted }: NativeHistogramOptions): HuHistogram {
  const { low, high } = grid.box;
  const histogram = new HuHistogram();
  const [columns, rows] = ct.geometry.dimensions;
  const step = Math.max(1, Math.floor(((high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2])) / LOOKED_AT));
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1] + (k % step); j < high[1]; j += step) addRow({ ct, organMask, grid, accepted }, { row: columns * (j + rows * k), at: grid.offsetAt(low[0], j, k) }, histogram);
  return histogram;
}

/** Adds a row of the scan; `at` is the offset of the working voxel it begins in. */
function addRow({ ct, organMask, grid: { box: { low, high }, stride: [stride] }, accepted }: NativeHistogramOptions, { row, at }: { readonly row: number; readonly at: number }, histogram: HuHistogram): void {
  for (let i = low[0], working = at; i < high[0]; i += stride, working++) {
    if (accepted[working] === 0) continue;
    const end = row + Math.min(high[0], i + stride);
    for (let v = row + i; v < end; v++) if (organMask.voxels[v] === 1) histogram.add(ct.voxels[v]!);
  }
}
