import { makeVolume, type Labelmap, type Volume } from './volume.ts';

/** 1 where the label map's value is accepted. The predicate is asked once for each of the 256 values, not for each voxel. */
export function maskOf({ geometry, voxels }: Labelmap, accepts: (value: number) => boolean): Volume<Uint8Array> {
  const table = Uint8Array.from({ length: 256 }, (_, value) => (accepts(value) ? 1 : 0));
  const mask = new Uint8Array(voxels.length);
  for (let v = 0; v < mask.length; v++) mask[v] = table[voxels[v]!]!;
  return makeVolume(geometry, mask);
}
