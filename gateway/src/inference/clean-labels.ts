import { componentRuns } from '../volume/components.ts';
import { boundingBox, crop, growBox, paste } from '../volume/crop.ts';
import { distanceMapMm } from '../volume/distance-map.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { dropOutlyingLesions, type OutlyingRule } from './drop-outlying-lesions.ts';
import type { ModelManifest } from './manifest.ts';

/** A lesion farther from its organ than this is a false alarm elsewhere in the body. */
const REACH_MM = 30;

/**
 * Takes out, in place, what anatomy forbids: of organ and lesions together only the largest 26-connected component stays (a tumour that
 * splits the organ keeps both parts), lesions elsewhere stay within 30 mm of it, and lesion components below the manifest's
 * minLesionMm3 go: to the organ where they lie in it, to background elsewhere; so do, to background, those that touch the organ over less
 * of their surface than the manifest's minOrganContact, or flatLesions, asks for.
 */
export function cleanLabels(labelmap: Labelmap, { labels, minLesionMm3 = 0, minOrganContact = 0, flatLesions }: ModelManifest): void {
  const roleOf = Uint8Array.from({ length: 256 }, (_, value) => ({ organ: ORGAN, lesion: LESION, none: 0 })[labels[value]?.role ?? 'none']);
  const organValue = labels.findIndex(label => label?.role === 'organ');
  const everything = boundingBox(labelmap);
  if (!everything) return;
  const scene: Scene = { labelmap: crop(labelmap, everything), roleOf };
  const isMain = organValue < 0 ? undefined : keepMainComponent(scene);
  if (minLesionMm3 > 0) dropSmallLesions(scene, { minLesionMm3, replacement: v => (isMain?.[v] ? organValue : 0) });
  if (minOrganContact > 0 || flatLesions) dropLesionsBeside(scene, { minOrganContact, flat: flatLesions });
  paste(labelmap, scene.labelmap, everything);
}

const ORGAN = 1;
const LESION = 2;

interface Scene {
  readonly labelmap: Labelmap;
  readonly roleOf: Uint8Array;
}

/** Returns 1 for the voxels of the largest component. */
function keepMainComponent({ labelmap, roleOf }: Scene): Uint8Array {
  const { geometry, voxels } = labelmap;
  const { start, end, label } = componentRuns(maskOf(labelmap, value => roleOf[value] !== 0), 26);
  const isMain = new Uint8Array(voxels.length);
  const strays = makeVolume(geometry, new Uint8Array(voxels.length));
  label.forEach((component, r) => {
    if (component === 1) isMain.fill(1, start[r], end[r]);
    else for (let v = start[r]!; v < end[r]!; v++) strays.voxels[v] = roleOf[voxels[v]!] === LESION ? 1 : 0;
  });
  const isNear = nearMask(makeVolume(geometry, isMain), strays);
  label.forEach((component, r) => {
    if (component > 1) for (let v = start[r]!; v < end[r]!; v++) if (strays.voxels[v] === 0 || !isNear(v)) voxels[v] = 0;
  });
  return isMain;
}

/** Tells whether a stray voxel lies within reach of the mask; looks only at the part of the grid where there are strays. */
function nearMask(mask: Volume<Uint8Array>, strays: Volume<Uint8Array>): (v: number) => boolean {
  const found = boundingBox(strays);
  if (!found) return () => false;
  const box = growBox(found, mask.geometry, REACH_MM);
  const part = crop(mask, box);
  const distanceMm = distanceMapMm(part, { within: crop(strays, box).voxels });
  const [columns, rows] = mask.geometry.dimensions;
  const [width, height] = part.geometry.dimensions;
  return v => {
    const [i, j, k] = [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))];
    return distanceMm[i - box.low[0] + width * (j - box.low[1] + height * (k - box.low[2]))]! <= REACH_MM;
  };
}

function dropSmallLesions({ labelmap, roleOf }: Scene, { minLesionMm3, replacement }: { minLesionMm3: number; replacement: (v: number) => number }): void {
  const { geometry, voxels } = labelmap;
  const { start, end, label, sizes } = componentRuns(maskOf(labelmap, value => roleOf[value] === LESION), 26);
  const smallest = minLesionMm3 / (1000 * voxelVolumeMl(geometry));
  label.forEach((component, r) => {
    if (sizes[component]! < smallest - 1e-9) for (let v = start[r]!; v < end[r]!; v++) voxels[v] = replacement(v);
  });
}

/** Looks at the lesions' block and its neighbours only. */
function dropLesionsBeside({ labelmap, roleOf }: Scene, rule: Pick<OutlyingRule, 'minOrganContact' | 'flat'>): void {
  const { geometry } = labelmap;
  const lesions = boundingBox(maskOf(labelmap, value => roleOf[value] === LESION));
  if (!lesions) return;
  const box = growBox(lesions, geometry, Math.max(...geometry.spacingMm));
  const part = crop(labelmap, box);
  dropOutlyingLesions(part, { isLesion: value => roleOf[value] === LESION, isOrgan: value => roleOf[value] === ORGAN, ...rule });
  paste(labelmap, part, box);
}
