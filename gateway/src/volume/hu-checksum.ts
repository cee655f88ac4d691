import { crop, type Box } from './crop.ts';
import type { HuVolume } from './volume.ts';

/** FNV-1a over the HU in the box, as words of 32-bit floats: eight hex digits that are equal only where two programs see the same voxels. */
export function huChecksum(ct: HuVolume, box: Box): string {
  const words = new Uint32Array(Float32Array.from(crop<Float32Array | Int16Array>(ct, box).voxels).buffer);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
