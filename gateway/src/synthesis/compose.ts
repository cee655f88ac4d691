import { makeVolume, type HuVolume, type Volume } from '../volume/volume.ts';

const LOWEST_HU = -1024;
const HIGHEST_HU = 3071;
const MOST_HU = HIGHEST_HU - LOWEST_HU;

/**
 * The CT with a difference added: where deltaHu is not 0 the sum is rounded to whole HU and saturated to [-1024, 3071];
 * every other voxel is copied bit for bit. Returns a new volume on the same grid, or the given one when it may be written `inPlace`.
 */
export function compose(ct: HuVolume, deltaHu: Volume<Float32Array>, { inPlace = false } = {}): HuVolume {
  if (ct.voxels.length !== deltaHu.voxels.length) throw new RangeError(`A difference of ${deltaHu.voxels.length} voxels does not fit a CT of ${ct.voxels.length}.`);
  const voxels = inPlace ? ct.voxels : ct.voxels.slice();
  const columns = ct.geometry.dimensions[0];
  for (let v = 0; v < voxels.length; v += columns) composeRow(voxels, deltaHu.voxels, { from: v, to: v + columns });
  return makeVolume(ct.geometry, voxels) as HuVolume;
}

/** A function for each row: the engine compiles what is called often. */
function composeRow(voxels: HuVolume['voxels'], deltas: Float32Array, { from, to }: { readonly from: number; readonly to: number }): void {
  for (let v = from; v < to; v++) {
    const delta = deltas[v]!;
    if (delta === 0) continue;
    const aboveLowest = voxels[v]! + delta - LOWEST_HU;
    // A positive number is rounded by dropping what is left of it plus a half.
    voxels[v] = aboveLowest <= 0 ? LOWEST_HU : aboveLowest >= MOST_HU ? HIGHEST_HU : ((aboveLowest + 0.5) | 0) + LOWEST_HU;
  }
}
