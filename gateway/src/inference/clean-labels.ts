import { componentRuns } from '../volume/components.ts';
import { boundingBox, crop, growBox, paste } from '../volume/crop.ts';
import { distanceMapMm } from '../volume/distance-map.ts';
import { voxelVolumeMl, type Vec3 } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { ijkOf, makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
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
  const main = makeVolume(geometry, new Uint8Array(voxels.length));
  const others = new Map<number, [first: number, last: number][]>();
  label.forEach((component, r) => {
    if (component === 1) main.voxels.fill(1, start[r], end[r]);
    else others.set(component, others.get(component) ?? []).get(component)!.push([start[r]!, end[r]!]);
  });
  for (const runs of others.values()) {
    const isNear = runs.some(([first, last]) => voxels.subarray(first, last).some(value => roleOf[value] === LESION)) ? nearMask(main, runs) : () => false;
    for (const [first, last] of runs) for (let v = first; v < last; v++) if (roleOf[voxels[v]!] !== LESION || !isNear(v)) voxels[v] = 0;
  }
  return main.voxels;
}

/** Tells whether a voxel of the runs lies within reach of the mask; looks only at the part of the grid around them. */
function nearMask(mask: Volume<Uint8Array>, runs: readonly (readonly [first: number, last: number])[]): (v: number) => boolean {
  const { geometry } = mask;
  const ends = runs.flatMap(([first, last]) => [ijkOf(geometry, first), ijkOf(geometry, last - 1)]);
  const bound = (pick: (...values: number[]) => number, beyond: number) => [0, 1, 2].map(axis => ends.reduce((so, at) => pick(so, at[axis]! + beyond), ends[0]![axis]! + beyond)) as unknown as Vec3;
  const box = growBox({ low: bound(Math.min, 0), high: bound(Math.max, 1) }, geometry, REACH_MM);
  const part = crop(mask, box);
  const [width, height] = part.geometry.dimensions;
  const offsetOfVoxel = (v: number) => {
    const [i, j, k] = ijkOf(geometry, v);
    return i - box.low[0] + width * (j - box.low[1] + height * (k - box.low[2]));
  };
  const within = new Uint8Array(part.voxels.length);
  for (const [first, last] of runs) within.fill(1, offsetOfVoxel(first), offsetOfVoxel(last - 1) + 1);
  const distanceMm = distanceMapMm(part, { within });
  return v => distanceMm[offsetOfVoxel(v)]! <= REACH_MM;
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
