import { GatewayError } from '../../errors.ts';
import { boundingBox, crop, growBox, type Box } from '../../volume/crop.ts';
import { distanceMapMm } from '../../volume/distance-map.ts';
import { sameGrid, voxelVolumeMl } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import { assertFinite } from './assert-finite.ts';
import { nativeHistogram } from './native-histogram.ts';
import { measureNoise } from './noise.ts';
import { noVessels } from './no-vessels.ts';
import type { OrganStatistics } from './statistics.ts';
import { findVessels } from './vessels.ts';
import { makeWorkingGrid, onWorkingGrid, type WorkingGrid } from './working-grid.ts';
import type { SynthesisWarning } from '../warning.ts';

/** What is measured once per scan and organ: HU statistics, and the maps that say where a lesion may lie. */
export interface OrganSurvey {
  readonly statistics: OrganStatistics;
  /** Coarse grid (about 1.5 mm) of the masks and maps below. */
  readonly grid: WorkingGrid;
  readonly vesselMask: Volume<Uint8Array>;
  /** Offsets of the grid's organ voxels. */
  readonly organSites: Int32Array;
  /** Distance in mm to the nearest voxel outside the organ; 0 outside. */
  readonly borderMm: Float32Array;
  /** Distance in mm to the nearest vessel or voxel to avoid, in the organ; Infinity when there is none. */
  readonly obstacleMm: Float32Array;
  /** Largest border distance: radius of the largest ball inside the organ, mm. */
  readonly inscribedRadiusMm: number;
  readonly warnings: readonly SynthesisWarning[];
}

export interface SurveyOptions {
  /** Voxels (!= 0) that no lesion may touch and that do not count as healthy tissue: known lesions. Same grid as the CT. */
  readonly avoid?: Volume<Uint8Array>;
  /** Whether bright tissue is vessel, which no lesion overlaps and which is no parenchyma; default true. */
  readonly vessels?: boolean;
}

const SMALLEST_ORGAN_ML = 2;

/**
 * Surveys an organ in a CT: robust mean and SD of its parenchyma, noise, vessels, distance maps.
 * Throws mask/wrong-frame, mask/empty, mask/too-small, pixels/implausible-hu.
 */
export function measureOrgan(ct: HuVolume, organMask: Volume<Uint8Array>, { avoid, vessels: hasVessels = true }: SurveyOptions = {}): OrganSurvey {
  const { box, volumeMl } = organBox(ct, organMask);
  const grid = makeWorkingGrid(organMask, box);
  const organSites = offsetsOf(grid.organ);
  const borderMm = distanceMapMm(makeVolume(grid.geometry, complementOf(grid.organ)));
  const erodedMm = erosionMm(borderMm, organSites);
  const avoided = avoid && onWorkingGrid(grid, avoid.voxels);
  const healthy = deeperThan(erodedMm, { borderMm, organSites });
  if (avoided) for (let at = 0; at < healthy.length; at++) healthy[at]! &= 1 - avoided[at]!;

  const histogram = nativeHistogram({ ct, organMask, grid, accepted: healthy });
  const robustSdHu = Math.max(1, histogram.robustSdHu);
  const medianHu = histogram.medianHu;
  if (!(medianHu > -150 && medianHu < 400))
    throw new GatewayError('pixels/implausible-hu', `The organ's median is ${Math.round(medianHu)} HU, which no contrast phase gives; check the mask and the rescale of the series.`);
  const vessels = hasVessels ? findVessels({ ct, grid, organSites, healthy, medianHu, robustSdHu }) : noVessels(grid);
  const bright = nativeHistogram({ ct, organMask, grid, accepted: both(healthy, vessels.mask.voxels) });
  const { mean, sd } = histogram.without(bright).within(medianHu - 3.5 * robustSdHu, medianHu + 3.5 * robustSdHu);
  const obstacles = avoided ? vessels.mask.voxels.map((v, at) => v | avoided[at]!) : vessels.mask.voxels;
  const obstacleMm = distanceMapMm(makeVolume(grid.geometry, obstacles), { within: grid.organ });
  const noise = measureNoise(ct, grid, both(deeperThan(erodedMm + 2, { borderMm, organSites }), deeperThan(4, { borderMm: obstacleMm, organSites })));
  return {
    statistics: {
      meanHu: mean,
      sdHu: Math.max(1, sd),
      noiseSdHu: robustSdHu,
      ...noise,
      vesselThresholdHu: vessels.thresholdHu,
      vesselFraction: vessels.fraction,
      volumeMl,
    },
    grid,
    vesselMask: vessels.mask,
    organSites,
    borderMm,
    obstacleMm,
    inscribedRadiusMm: largest(borderMm, organSites),
    warnings: vessels.warnings,
  };
}

/** Box of the organ with room for context. Throws when the mask does not fit the CT, is empty or too small, or voxels are not numbers. */
function organBox(ct: HuVolume, organMask: Volume<Uint8Array>): { box: Box; volumeMl: number } {
  if (!sameGrid(ct.geometry, organMask.geometry, 0.1) || differentFrames(ct, organMask))
    throw new GatewayError('mask/wrong-frame', 'The organ mask lies on another grid or frame of reference than the CT; resample it to the CT first.');
  const tight = boundingBox(organMask);
  if (!tight) throw new GatewayError('mask/empty', 'The organ mask has no voxel inside the CT; give a mask that holds the organ.');
  const voxels = countOnes(organMask, tight);
  const volumeMl = voxels * voxelVolumeMl(ct.geometry);
  if (volumeMl < SMALLEST_ORGAN_ML)
    throw new GatewayError('mask/too-small', `The organ mask holds ${volumeMl.toFixed(2)} ml; at least ${SMALLEST_ORGAN_ML} ml are needed.`, { context: { volumeMl } });
  const box = growBox(tight, ct.geometry, 4);
  if (ct.voxels instanceof Float32Array) assertFinite(crop<Float32Array | Int16Array>(ct, box) as HuVolume, 'organ');
  return { box, volumeMl };
}

/** Voxels of a mask, all of which lie in the box. */
function countOnes({ geometry: { dimensions: [columns, rows] }, voxels }: Volume<Uint8Array>, { low, high }: Box): number {
  let count = 0;
  for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) count += onesIn(voxels, columns * (j + rows * k) + low[0], columns * (j + rows * k) + high[0]);
  return count;
}

function onesIn(voxels: Uint8Array, from: number, to: number): number {
  let [count, others] = [0, 0];
  for (let v = from; v < to; v++) {
    count += voxels[v]!;
    others |= voxels[v]!;
  }
  if (others > 1) throw new RangeError(`A mask holds 0 and 1, this one holds ${others}.`);
  return count;
}

function differentFrames(ct: HuVolume, mask: Volume<Uint8Array>): boolean {
  const [a, b] = [ct.geometry.frameOfReferenceUid, mask.geometry.frameOfReferenceUid];
  return a !== undefined && b !== undefined && a !== b;
}

function offsetsOf(mask: Uint8Array): Int32Array {
  const offsets = new Int32Array(mask.length);
  let count = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at] === 1) offsets[count++] = at;
  return offsets.slice(0, count);
}

function largest(values: Float32Array, at: Int32Array): number {
  let most = 0;
  for (let n = 0; n < at.length; n++) if (values[at[n]!]! > most) most = values[at[n]!]!;
  return most;
}

const complementOf = (mask: Uint8Array): Uint8Array => {
  const rest = new Uint8Array(mask.length);
  for (let at = 0; at < rest.length; at++) rest[at] = 1 - mask[at]!;
  return rest;
};

/** 1 for each organ voxel of more than a depth, mm. */
function deeperThan(depthMm: number, { borderMm, organSites }: Pick<OrganSurvey, 'borderMm' | 'organSites'>): Uint8Array {
  const deep = new Uint8Array(borderMm.length);
  for (let n = 0; n < organSites.length; n++) {
    const at = organSites[n]!;
    if (borderMm[at]! > depthMm) deep[at] = 1;
  }
  return deep;
}

/** 1 where both are 1; arrays of their own memory. */
function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  const common = a.slice();
  const words = common.length >> 2; // four voxels at a time
  const [to, from] = [new Uint32Array(common.buffer, 0, words), new Uint32Array(b.buffer, b.byteOffset, words)];
  for (let n = 0; n < words; n++) to[n]! &= from[n]!;
  for (let at = 4 * words; at < common.length; at++) common[at]! &= b[at]!;
  return common;
}

/** 3 mm, less when an organ is too thin to leave at least a tenth of its voxels. */
function erosionMm(borderMm: Float32Array, organSites: Int32Array): number {
  const deeper = [0, 0, 0, 0];
  for (let n = 0; n < organSites.length; n++) deeper[Math.min(3, Math.ceil(borderMm[organSites[n]!]!) - 1)]!++;
  // A depth counts for every whole mm below it.
  for (let mm = 2; mm >= 0; mm--) deeper[mm]! += deeper[mm + 1]!;
  return [3, 2, 1].find(mm => deeper[mm]! >= Math.max(30, deeper[0]! / 10)) ?? 0;
}
