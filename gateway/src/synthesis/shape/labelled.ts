import { isFullMask } from '../../volume/is-full-mask.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import { wholeSpans } from '../../kernels/row-spans.ts';
import { labelOccupancy } from './label-occupancy.ts';

export interface Labelled {
  readonly occupancy: Volume<Float32Array>;
  readonly label: Volume<Uint8Array>;
  readonly subVoxel: boolean;
}

/** Occupancy cut at the organ's border, and its label. The array given is changed. `region`: where it may be other than 0; absent: anywhere. */
export function labelled(occupancy: Float32Array, { geometry, voxels }: Volume<Uint8Array>, region: RowSpans = wholeSpans(geometry.dimensions)): Labelled {
  const columns = geometry.dimensions[0];
  if (!isFullMask(voxels))
    for (let row = 0; 2 * row < region.length; row++)
      for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) if (voxels[v] === 0) occupancy[v] = 0;
  const { label, subVoxel } = labelOccupancy(occupancy, columns, region);
  return { occupancy: makeVolume(geometry, occupancy), label: makeVolume(geometry, label), subVoxel };
}
