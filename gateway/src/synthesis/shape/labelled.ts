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
  const { label, subVoxel } = labelOccupancy(withoutTies(occupancy, geometry.dimensions[0]));
  return { occupancy: makeVolume(geometry, occupancy), label: makeVolume(geometry, label), subVoxel };
}

/** How much a voxel's neighbours in its slice count beside itself: less than one sub-sample. */
const NEIGHBOURS = 1e-3;

/** A flat cap fills many voxels of a thick slice alike; the better surrounded ones go first. */
function withoutTies(occupancy: Float32Array, columns: number): Float32Array {
  const at = (v: number) => occupancy[v] ?? 0;
  return occupancy.map((share, v) => (share === 0 ? 0 : share + NEIGHBOURS * ((at(v - 1) + at(v + 1) + at(v - columns) + at(v + columns)) / 4 - share)));
}
