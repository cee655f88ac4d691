import { boxAround } from '../frame/box-around.ts';
import type { LesionPatch } from '../generate-into.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { crop } from '../../volume/crop.ts';
import { pasteOverlap } from '../../volume/paste-overlap.ts';
import { makeVolume, type HuVolume } from '../../volume/volume.ts';
import type { TumourFinder } from './quality-test.ts';

export interface TumourShareRequest {
  /** The scan without the lesion. */
  readonly ct: HuVolume;
  readonly patch: LesionPatch;
  readonly centreLps: Vec3;
  readonly radiusMm: number;
  readonly finder: TumourFinder;
}

/** A lesion's voxels lie within this many radii of its centre. */
const REACH_RADII = 2.2;

/** P: share of the lesion's voxels that the finder calls tumour in the scan with the lesion. Only the lesion's surroundings are looked at. Throws as `finder.find`. */
export async function tumourShare({ ct, patch: { box, patch, generated }, centreLps, radiusMm, finder }: TumourShareRequest, signal: AbortSignal): Promise<number> {
  const seen = boxAround(ct.geometry, centreLps, Math.max(finder.contextMm, REACH_RADII * radiusMm + 5));
  const around = { volume: crop<Float32Array | Int16Array>(ct, seen), box: seen };
  pasteOverlap<Float32Array | Int16Array>(around, { volume: patch, box });
  const lesion = { volume: makeVolume(around.volume.geometry, new Uint8Array(around.volume.voxels.length)), box: seen };
  pasteOverlap(lesion, { volume: generated.label, box });
  const { voxels } = await finder.find(around.volume as HuVolume, signal);
  let [all, called] = [0, 0];
  lesion.volume.voxels.forEach((value, v) => {
    if (value === 0) return;
    all++;
    if (voxels[v] !== 0) called++;
  });
  return all === 0 ? 0 : called / all;
}
