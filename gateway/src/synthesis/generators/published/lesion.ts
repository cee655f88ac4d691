import type { Box } from '../../../volume/crop.ts';
import { makeVolume, type Volume } from '../../../volume/volume.ts';
import type { GeneratedLesion } from '../../generator.ts';
import { labelOccupancy } from '../../shape/label-occupancy.ts';
import { shapeWarnings } from '../../shape/shape-warnings.ts';

export interface PublishedLesionOptions {
  readonly box: Box;
  /** Of the box. */
  readonly organMask: Volume<Uint8Array>;
  /** HU to add and share of each voxel that is lesion, in the box, not yet cut at the organ's border; these arrays are used up. */
  readonly delta: Float32Array;
  readonly occupancy: Float32Array;
  /** The label is where this is half or more, as published; absent: the label has the volume of the occupancy. */
  readonly opacity?: Float32Array;
  /** Volume in the organ over the volume asked for; absent: the share that the border leaves. */
  readonly volumeShare?: number;
  readonly provenance: GeneratedLesion['provenance'];
  readonly warnings: GeneratedLesion['warnings'];
}

/** Cuts a lesion at the organ's border, labels it and says what is to be said. */
export function publishedLesion({ box, organMask: { geometry, voxels }, delta, occupancy, opacity, provenance, warnings, ...options }: PublishedLesionOptions): GeneratedLesion {
  let [whole, inside] = [0, 0];
  for (let v = 0; v < voxels.length; v++) {
    whole += occupancy[v]!;
    if (voxels[v] === 1) inside += occupancy[v]!;
    else delta[v] = occupancy[v] = 0;
  }
  const volumeShare = options.volumeShare ?? inside / Math.max(whole, 1e-6);
  const half = opacity && Uint8Array.from(opacity, (share, v) => (share >= 0.5 && voxels[v] === 1 ? 1 : 0));
  const { label, subVoxel } = half?.includes(1) ? { label: half, subVoxel: false } : labelOccupancy(occupancy);
  return {
    box,
    deltaHu: makeVolume(geometry, delta),
    occupancy: makeVolume(geometry, occupancy),
    label: makeVolume(geometry, label),
    provenance: { ...provenance, volumeShare },
    warnings: [...warnings, ...shapeWarnings(volumeShare, subVoxel)],
  };
}

/** The grid of a mask with nothing outside: for shapes that keep their size at a border and are cut. */
export const unbounded = ({ geometry, voxels }: Volume<Uint8Array>): Volume<Uint8Array> => makeVolume(geometry, new Uint8Array(voxels.length).fill(1));
