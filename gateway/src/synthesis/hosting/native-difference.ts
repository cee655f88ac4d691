import { makeVolume } from '../../volume/volume.ts';
import type { HostedLesion } from './hosted-lesion.ts';
import type { LesionView } from './lesion-view.ts';
import { ontoNative } from './onto-native.ts';

/** HU to add in the lesion's box, from a difference in shares of the HU window on the network's grid; exactly 0 outside the organ. */
export function nativeDifferenceHu(difference: Float32Array, { view, lesion, windowHu: [low, high] }: { readonly view: LesionView; readonly lesion: HostedLesion; readonly windowHu: readonly [number, number] }): Float32Array {
  const { voxels } = ontoNative(makeVolume(view.organ.geometry, difference), lesion.organ.geometry);
  for (let v = 0; v < voxels.length; v++) voxels[v] = lesion.organ.voxels[v] === 0 ? 0 : voxels[v]! * (high - low);
  return voxels;
}
