import { boundingBox, crop, growBox, wholeBox, type Box } from '../volume/crop.ts';
import { distanceMapMm } from '../volume/distance-map.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** Tissue nearer to a lesion may already be changed by it, and holds its blurred edge. */
const KEEP_AWAY_MM = 5;
/** Where there is no organ to compare with, the surroundings up to here are taken, mm. */
export const SURROUNDINGS_MM = 15;

interface Scene {
  readonly ct: HuVolume;
  readonly labelmap: Labelmap;
  readonly organValue: number;
  readonly lesionValue: number;
}

/**
 * Mean HU of the tissue lesions are compared with: organ voxels more than 5 mm from any lesion and not at the organ's surface
 * (all six neighbours are organ or lesion). Falls back to all organ voxels, then to everything 5 to 15 mm round the lesions; undefined
 * when there is nothing at all.
 */
export function parenchymaMeanHu(scene: Scene): number | undefined {
  const near = nearLesions(scene);
  const { labelmap: { voxels }, organValue } = scene;
  const isOrgan = (v: number) => voxels[v] === organValue;
  return meanHu(scene, near, (v, distanceMm) => isOrgan(v) && distanceMm > KEEP_AWAY_MM && isInterior(scene, v))
    ?? meanHu(scene, near, isOrgan)
    ?? meanHu(scene, near, (v, distanceMm) => voxels[v] !== scene.lesionValue && distanceMm > KEEP_AWAY_MM && distanceMm <= SURROUNDINGS_MM);
}

interface NearLesions {
  /** Every voxel within SURROUNDINGS_MM of a lesion lies in it. */
  readonly box: Box;
  readonly distanceMm: Volume<Float32Array>;
}

function nearLesions({ labelmap, lesionValue }: Scene): NearLesions {
  const lesions = maskOf(labelmap, value => value === lesionValue);
  const box = growBox(boundingBox(lesions) ?? wholeBox(labelmap.geometry), labelmap.geometry, SURROUNDINGS_MM);
  const part = crop(lesions, box);
  return { box, distanceMm: makeVolume(part.geometry, distanceMapMm(part)) };
}

/** Mean over the voxels that `take` accepts; their distance to the nearest lesion is Infinity outside the box. */
function meanHu({ ct, labelmap }: Scene, { box, distanceMm }: NearLesions, take: (v: number, distanceMm: number) => boolean): number | undefined {
  const [columns, rows, slices] = labelmap.geometry.dimensions;
  const [width, height] = distanceMm.geometry.dimensions;
  let [sum, count] = [0, 0];
  for (let k = 0, v = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const isNear = k >= box.low[2] && k < box.high[2] && j >= box.low[1] && j < box.high[1];
      const row = isNear ? width * (j - box.low[1] + height * (k - box.low[2])) - box.low[0] : 0;
      for (let i = 0; i < columns; i++, v++) {
        const distance = isNear && i >= box.low[0] && i < box.high[0] ? distanceMm.voxels[row + i]! : Infinity;
        if (!take(v, distance)) continue;
        sum += ct.voxels[v]!;
        count++;
      }
    }
  return count === 0 ? undefined : sum / count;
}

function isInterior({ labelmap: { geometry, voxels }, organValue, lesionValue }: Scene, v: number): boolean {
  const [columns, rows] = geometry.dimensions;
  for (const step of [1, columns, columns * rows])
    for (const at of [v - step, v + step]) if (voxels[at] !== organValue && voxels[at] !== lesionValue) return false;
  return true;
}
