import { GatewayError } from '../../errors.ts';
import { gaussianBlur } from '../../kernels/gaussian-blur/reference.ts';
import { boundingBox, crop, growBox, type Box } from '../../volume/crop.ts';
import { distanceMapMm } from '../../volume/distance-map.ts';
import { sameGrid, voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import { assertFinite } from './assert-finite.ts';
import { HuHistogram } from './histogram.ts';
import { nativeHistogram } from './native-histogram.ts';
import { noVessels } from './no-vessels.ts';
import { residualCorrelation } from './residual-correlation.ts';
import type { OrganStatistics } from './statistics.ts';
import { findVessels } from './vessels.ts';
import { makeWorkingGrid, type WorkingGrid } from './working-grid.ts';
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
  /** Distance in mm to the nearest vessel or voxel to avoid; Infinity when there is none. */
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
  const grid = makeWorkingGrid(ct, organMask, box);
  const borderMm = distanceMapMm(makeVolume(grid.geometry, grid.organ.map(v => 1 - v)));
  const erodedMm = erosionMm(borderMm);
  const avoided = avoid ? makeWorkingGrid(ct, avoid, box).organ : undefined;
  const healthy = acceptedWhere(borderMm, at => borderMm[at]! > erodedMm && avoided?.[at] !== 1);

  const histogram = nativeHistogram({ ct, organMask, box, grid, accepted: healthy });
  const robustSdHu = Math.max(1, histogram.robustSdHu);
  const medianHu = histogram.medianHu;
  if (!(medianHu > -150 && medianHu < 400))
    throw new GatewayError('pixels/implausible-hu', `The organ's median is ${Math.round(medianHu)} HU, which no contrast phase gives; check the mask and the rescale of the series.`);
  const vessels = hasVessels ? findVessels({ grid, healthy, medianHu, robustSdHu }) : noVessels(grid);
  const bright = nativeHistogram({ ct, organMask, box, grid, accepted: acceptedWhere(borderMm, at => healthy[at] === 1 && vessels.mask.voxels[at] === 1) });
  const { mean, sd } = histogram.without(bright).within(medianHu - 3.5 * robustSdHu, medianHu + 3.5 * robustSdHu);
  const obstacles = avoided ? vessels.mask.voxels.map((v, at) => v | avoided[at]!) : vessels.mask.voxels;
  const obstacleMm = distanceMapMm(makeVolume(grid.geometry, obstacles));
  const noise = measureNoise({ ct, box, grid, accepted: acceptedWhere(borderMm, at => borderMm[at]! > erodedMm + 2 && obstacleMm[at]! > 4) });
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
    organSites: offsetsOf(grid.organ),
    borderMm,
    obstacleMm,
    inscribedRadiusMm: largest(borderMm),
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
  let [count, highest] = [0, 0];
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++)
      for (let v = columns * (j + rows * k) + low[0], end = v + high[0] - low[0]; v < end; v++) {
        const value = voxels[v]!;
        count += value;
        if (value > highest) highest = value;
      }
  if (highest > 1) throw new RangeError(`A mask holds 0 and 1, this one holds ${highest}.`);
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

function largest(values: Float32Array): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! > most) most = values[at]!;
  return most;
}

/** 3 mm, less when an organ is too thin to leave at least a tenth of its voxels. */
function erosionMm(borderMm: Float32Array): number {
  const deeper = [0, 0, 0, 0];
  for (let at = 0; at < borderMm.length; at++) {
    const depth = borderMm[at]!;
    if (depth > 0) for (let mm = 0; mm <= 3 && depth > mm; mm++) deeper[mm]!++;
  }
  return [3, 2, 1].find(mm => deeper[mm]! >= Math.max(30, deeper[0]! / 10)) ?? 0;
}

interface Region {
  readonly ct: HuVolume;
  readonly box: Box;
  readonly grid: WorkingGrid;
  /** 1 for each working voxel that counts. */
  readonly accepted: Uint8Array;
}

function acceptedWhere({ length }: Float32Array, accept: (workingOffset: number) => boolean): Uint8Array {
  const accepted = new Uint8Array(length);
  for (let at = 0; at < length; at++) if (accept(at)) accepted[at] = 1;
  return accepted;
}

const NOISE_VOXELS = 400_000;

/** Robust SD and autocorrelation of f - G_2mm f in the accepted tissue, on the scan's own grid, in a slab of slices around the organ's middle; nothing when there is too little of it. */
function measureNoise({ ct, box, grid, accepted }: Region): Pick<OrganStatistics, 'residualCorrelation'> & { readonly noiseSdHu?: number } {
  const sliceVoxels = (box.high[0] - box.low[0]) * (box.high[1] - box.low[1]);
  const slices = Math.max(1, Math.min(box.high[2] - box.low[2], Math.floor(NOISE_VOXELS / sliceVoxels)));
  const first = Math.floor((box.low[2] + box.high[2] - slices) / 2);
  const slab: Box = { low: [box.low[0], box.low[1], first], high: [box.high[0], box.high[1], first + slices] };
  const patch = crop<Float32Array | Int16Array>(ct, slab);
  const f = new Float32Array(patch.voxels);
  const { dimensions } = patch.geometry;
  const smooth = gaussianBlur(f, { dimensions, sigmaVoxels: ct.geometry.spacingMm.map(s => 2 / s) as unknown as Vec3 });
  const counts = new Uint8Array(f.length);
  const histogram = new HuHistogram();
  const scale = 16;
  for (let k = 0, at = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++) {
      const row = grid.offsetAt(slab.low[0], slab.low[1] + j, slab.low[2] + k);
      for (let i = 0; i < dimensions[0]; i++, at++) {
        if (accepted[row + Math.floor(i / grid.stride[0])] === 0) continue;
        f[at]! -= smooth[at]!;
        counts[at] = 1;
        histogram.add(scale * f[at]!);
      }
    }
  return histogram.total < 100 ? {} : { noiseSdHu: histogram.robustSdHu / scale, residualCorrelation: residualCorrelation({ dimensions, values: f, counts }) };
}
