import { crop, growBox, type Box } from '../volume/crop.ts';
import { distanceMapMm } from '../volume/distance-map.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** Tissue nearer to a lesion may already be changed by it, and holds its blurred edge. */
const KEEP_AWAY_MM = 5;
/** Where there is no organ to compare with, the surroundings up to here are taken, mm. */
export const SURROUNDINGS_MM = 15;

/** A scan with lesions; nothing of it is copied. */
export interface LesionScene {
  readonly ct: HuVolume;
  /** On the grid of `ct`. */
  readonly labelmap: Labelmap;
  readonly organValue: number;
  readonly isLesion: (value: number) => boolean;
  /** Block of the grid that holds every lesion, tightly. */
  readonly lesions: Box;
  /** Block with everything labelled and SURROUNDINGS_MM round it. */
  readonly box: Box;
}

/**
 * Mean HU of the tissue lesions are compared with: organ voxels more than 5 mm from any lesion and not at the organ's surface
 * (all six neighbours are organ or lesion). Falls back to all organ voxels, then to everything 5 to 15 mm round the lesions; undefined
 * when there is nothing at all.
 */
export function parenchymaMeanHu(scene: LesionScene): number | undefined {
  const near = nearLesions(scene);
  const { labelmap: { voxels }, isLesion, organValue } = scene;
  const roleOf = Uint8Array.from({ length: 256 }, (_, value) => (isLesion(value) ? LESION : value === organValue ? ORGAN : 0));
  const isOrgan = (v: number) => roleOf[voxels[v]!] === ORGAN;
  return meanHu(scene, near, (v, distanceMm) => isOrgan(v) && distanceMm > KEEP_AWAY_MM && isInterior(scene.labelmap, roleOf, v))
    ?? meanHu(scene, near, isOrgan)
    ?? meanHu(scene, near, (v, distanceMm) => roleOf[voxels[v]!] !== LESION && distanceMm > KEEP_AWAY_MM && distanceMm <= SURROUNDINGS_MM);
}

const ORGAN = 1;
const LESION = 2;

interface NearLesions {
  /** Every voxel within SURROUNDINGS_MM of a lesion lies in it. */
  readonly near: Box;
  readonly distanceMm: Volume<Float32Array>;
}

function nearLesions({ labelmap, isLesion, lesions }: LesionScene): NearLesions {
  const near = growBox(lesions, labelmap.geometry, SURROUNDINGS_MM);
  const part = maskOf(crop(labelmap, near), isLesion);
  return { near, distanceMm: makeVolume(part.geometry, distanceMapMm(part)) };
}

/** Mean over the voxels that `take` accepts; their distance to the nearest lesion is Infinity away from the lesions. */
function meanHu({ ct, labelmap, box }: LesionScene, { near, distanceMm }: NearLesions, take: (v: number, distanceMm: number) => boolean): number | undefined {
  const [columns, rows] = labelmap.geometry.dimensions;
  const [width, height] = distanceMm.geometry.dimensions;
  let [sum, count] = [0, 0];
  for (let k = box.low[2]; k < box.high[2]; k++)
    for (let j = box.low[1]; j < box.high[1]; j++) {
      const isNear = k >= near.low[2] && k < near.high[2] && j >= near.low[1] && j < near.high[1];
      const row = isNear ? width * (j - near.low[1] + height * (k - near.low[2])) - near.low[0] : 0;
      for (let i = box.low[0], v = box.low[0] + columns * (j + rows * k); i < box.high[0]; i++, v++) {
        const distance = isNear && i >= near.low[0] && i < near.high[0] ? distanceMm.voxels[row + i]! : Infinity;
        if (!take(v, distance)) continue;
        sum += ct.voxels[v]!;
        count++;
      }
    }
  return count === 0 ? undefined : sum / count;
}

/** All six neighbours are organ or lesion. */
function isInterior({ geometry: { dimensions: [columns, rows] }, voxels }: Labelmap, roleOf: Uint8Array, v: number): boolean {
  for (const step of [1, columns, columns * rows]) if (!(roleOf[voxels[v - step]!]! > 0 && roleOf[voxels[v + step]!]! > 0)) return false;
  return true;
}
