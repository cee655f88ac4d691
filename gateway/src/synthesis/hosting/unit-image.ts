import type { Geometry } from '../../volume/geometry.ts';
import { resampleLinear } from '../../volume/resample.ts';
import type { HuVolume } from '../../volume/volume.ts';
import { assertFinite } from '../survey/assert-finite.ts';

/** A CT on another grid, its HU window mapped to 0..1 and clipped; what lies beyond the CT is 0. Throws pixels/implausible-hu where the CT there holds what is no number. */
export function unitImage(ct: HuVolume, grid: Geometry, [low, high]: readonly [number, number]): Float32Array {
  const seen = resampleLinear(ct, grid, low);
  assertFinite(seen, 'lesion');
  const { voxels } = seen;
  for (let v = 0; v < voxels.length; v++) voxels[v] = Math.min(1, Math.max(0, (voxels[v]! - low) / (high - low)));
  return voxels;
}
