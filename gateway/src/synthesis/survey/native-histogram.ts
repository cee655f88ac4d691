import type { Box } from '../../volume/crop.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';
import { HuHistogram } from './histogram.ts';
import type { WorkingGrid } from './working-grid.ts';

export interface NativeHistogramOptions {
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  /** The box that the working grid covers. */
  readonly box: Box;
  readonly grid: WorkingGrid;
  /** 1 for each working voxel that counts. */
  readonly accepted: Uint8Array;
}

/** About this many voxels of the box tell as much as all of them. */
const LOOKED_AT = 3e6;

/** Histogram of the scan's own voxels in the organ and the accepted working voxels; of a large organ some of the rows, evenly spread. */
export function nativeHistogram({ ct, organMask, box: { low, high }, grid, accepted }: NativeHistogramOptions): HuHistogram {
  const histogram = new HuHistogram();
  const [columns, rows] = ct.geometry.dimensions;
  const stride = grid.stride[0];
  const step = Math.max(1, Math.floor(((high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2])) / LOOKED_AT));
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1] + (k % step); j < high[1]; j += step) {
      const row = columns * (j + rows * k);
      for (let i = low[0], at = grid.offsetAt(low[0], j, k); i < high[0]; i += stride, at++) {
        if (accepted[at] === 0) continue;
        const end = Math.min(high[0], i + stride);
        for (let v = row + i; v < row + end; v++) if (organMask.voxels[v] === 1) histogram.add(ct.voxels[v]!);
      }
    }
  return histogram;
}
