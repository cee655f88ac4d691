import type { LesionKind } from '../../anatomy/lesion-kind.ts';
import type { ContrastPhase } from '../../anatomy/organ.ts';
import { boundingBox, crop, growBox, type Box } from '../../volume/crop.ts';
import { distanceMapMm } from '../../volume/distance-map.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import type { OrganStatistics } from '../survey/statistics.ts';

/** A scan before and after a lesion was put into it; all volumes on one grid. */
export interface RealismInput {
  readonly before: HuVolume;
  readonly after: HuVolume;
  /** 1 = lesion. */
  readonly label: Volume<Uint8Array>;
  /** 1 = organ. */
  readonly organMask: Volume<Uint8Array>;
  readonly statistics: OrganStatistics;
  readonly kind: LesionKind;
  readonly phase: ContrastPhase;
  /** Where the lesions of the scan were allowed to change it; absent: around this one. */
  readonly changeable?: readonly Box[];
  /** Share asked to lie outside the organ; absent: none. */
  readonly exophytic?: number;
  /** Crest of the rim asked for, HU; absent: none. */
  readonly rimHu?: number;
}

/** The surroundings of a lesion with what several checks measure by. */
export interface RealismScene extends RealismInput {
  readonly geometry: Geometry;
  /** HU in the surroundings, before and after. */
  readonly beforeHu: Float32Array;
  readonly afterHu: Float32Array;
  readonly lesion: Uint8Array;
  readonly organ: Uint8Array;
  /** Distance to the lesion's surface in mm: negative inside. */
  readonly signedMm: Float32Array;
  /** The lesion without its edge, and parenchyma 5..15 mm around it, away from vessels and the organ's border: 1 or 0. */
  readonly core: Uint8Array;
  readonly shell: Uint8Array;
}

const SURROUNDINGS_MM = 24;
const SHELL_MM = [5, 15] as const;
const BORDER_MM = 3;
const EDGE_MM = 3;

/** Crops to the lesion's surroundings and measures distances there. Throws RangeError when the label is empty. */
export function realismScene(input: RealismInput): RealismScene {
  const tight = boundingBox(input.label);
  if (!tight) throw new RangeError('There is no lesion to check.');
  const box = growBox(tight, input.label.geometry, SURROUNDINGS_MM);
  const lesion = crop(input.label, box);
  const { geometry } = lesion;
  const organ = crop(input.organMask, box).voxels;
  const hu = (volume: HuVolume) => Float32Array.from(crop<Float32Array | Int16Array>(volume, box).voxels);
  const [beforeHu, afterHu] = [hu(input.before), hu(input.after)];
  const outMm = distanceMapMm(lesion);
  const inMm = distanceMapMm(makeVolume(geometry, lesion.voxels.map(v => 1 - v)));
  const borderMm = distanceMapMm(makeVolume(geometry, organ.map(v => 1 - v)));
  const halfMm = Math.min(...geometry.spacingMm) / 2; // the surface lies between voxel centres
  const deepestMm = inMm.reduce((a, b) => Math.max(a, b), 0);
  const edgeMm = Math.min(EDGE_MM, deepestMm / 2);
  const isShell = (v: number) => organ[v] === 1 && outMm[v]! > SHELL_MM[0] && outMm[v]! <= SHELL_MM[1] && borderMm[v]! > BORDER_MM && beforeHu[v]! <= input.statistics.vesselThresholdHu + 2 * input.statistics.noiseSdHu;
  return {
    ...input, geometry, beforeHu, afterHu, organ,
    lesion: lesion.voxels,
    signedMm: outMm.map((d, v) => (d > 0 ? d - halfMm : halfMm - inMm[v]!)),
    core: Uint8Array.from(inMm, d => (d >= edgeMm && d > 0 ? 1 : 0)),
    shell: lesion.voxels.map((_, v) => (isShell(v) ? 1 : 0)),
  };
}
