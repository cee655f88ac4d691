import { makeVolume, type Volume } from '../../volume/volume.ts';
import { labelOccupancy } from './label-occupancy.ts';

export interface Labelled {
  readonly occupancy: Volume<Float32Array>;
  readonly label: Volume<Uint8Array>;
  readonly subVoxel: boolean;
}

/** Occupancy cut at the organ's border, and its label. The array given is changed. */
export function labelled(occupancy: Float32Array, { geometry, voxels }: Volume<Uint8Array>): Labelled {
  for (let v = 0; v < occupancy.length; v++) if (voxels[v] === 0) occupancy[v] = 0;
  const { label, subVoxel } = labelOccupancy(occupancy, geometry.dimensions[0]);
  return { occupancy: makeVolume(geometry, occupancy), label: makeVolume(geometry, label), subVoxel };
}
