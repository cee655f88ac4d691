import { connectedComponents } from '../volume/components.ts';
import { boundingBox, crop, growBox, type Box } from '../volume/crop.ts';
import { ijkToLps, lpsToIjk, sameGrid, voxelVolumeMl, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { ijkOf, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { measureAxialSections } from './axial-sections.ts';
import type { Finding } from './finding.ts';
import { parenchymaMeanHu, SURROUNDINGS_MM, type LesionScene } from './parenchyma.ts';

export interface MeasureRequest {
  readonly ct: HuVolume;
  /** On the grid of `ct`. */
  readonly labelmap: Labelmap;
  readonly organValue: number;
  readonly lesionValue: number;
  /** Lesion probability 0..1, on the grid of `ct` or a block of it that holds every lesion. */
  readonly probability?: Volume<Float32Array>;
  /** Components smaller than this are left out, mm^3. Default 0. */
  readonly minVolumeMm3?: number;
}

/**
 * Measures every 26-connected component of lesion voxels, largest first. No lesion: an empty list.
 * Throws RangeError when the grids differ.
 */
export function measureLesions(request: MeasureRequest): Finding[] {
  const { lesionValue, minVolumeMm3 = 0 } = request;
  const scene = sceneOf(request, value => value === lesionValue);
  if (!scene) return [];
  const part = maskOf(crop(request.labelmap, scene.lesions), scene.isLesion);
  const { labels, sizes } = connectedComponents(part, 26);
  const voxelMm3 = 1000 * voxelVolumeMl(part.geometry);
  return measureLabels(scene, labels, sizes.filter(size => size > 0 && size * voxelMm3 >= minVolumeMm3).length);
}

/**
 * Measures lesions that have a value each: `lesionValue` is the first, the value after it the second. In that order, one finding a value.
 * Throws RangeError when the grids differ.
 */
export function measureNumberedLesions(request: Omit<MeasureRequest, 'minVolumeMm3'>): Finding[] {
  const { lesionValue } = request;
  const scene = sceneOf(request, value => value >= lesionValue);
  if (!scene) return [];
  const labels = Int32Array.from(crop(request.labelmap, scene.lesions).voxels, value => Math.max(0, value - lesionValue + 1));
  return measureLabels(scene, labels, labels.reduce((most, label) => Math.max(most, label), 0));
}

type Scene = MeasureRequest & LesionScene;

/** Undefined when there is no lesion. */
function sceneOf(request: MeasureRequest, isLesion: (value: number) => boolean): Scene | undefined {
  const { ct, labelmap } = request;
  if (!sameGrid(ct.geometry, labelmap.geometry)) throw new RangeError('CT and label map must lie on one grid.');
  const labelled = boundingBox(labelmap);
  const within = labelled && boundingBox(maskOf(crop(labelmap, labelled), isLesion));
  if (!labelled || !within) return undefined;
  const shift = ({ low, high }: Box): Box => ({ low: addVec(low, labelled.low), high: addVec(high, labelled.low) });
  return { ...request, isLesion, lesions: shift(within), box: growBox(labelled, labelmap.geometry, SURROUNDINGS_MM) };
}

const addVec = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** `labels` by voxel of the lesions' block. */
function measureLabels(scene: Scene, labels: Int32Array, count: number): Finding[] {
  if (count === 0) return [];
  const ct = crop(scene.ct as Volume<Int16Array>, scene.lesions);
  const place = { geometry: ct.geometry, labels, parenchymaHu: parenchymaMeanHu(scene) };
  return tally({ ct, labels, count, ...(scene.probability ? { probability: scene.probability } : {}) }).map((t, n) => toFinding(t, { index: n + 1, ...place }));
}

/** Sums over one component. */
interface Tally {
  voxels: number;
  readonly ijk: [number, number, number];
  hu: number;
  huSquared: number;
  /** Absent without a probability map. */
  probability?: number;
  readonly low: [number, number, number];
  readonly high: [number, number, number];
}

interface Labelled extends Pick<MeasureRequest, 'ct' | 'probability'> {
  readonly labels: Int32Array;
  readonly count: number;
}

/** One tally per label 1..count. */
function tally(scene: Labelled): Tally[] {
  const { ct, labels, count } = scene;
  const probabilityAt = probabilityReader(scene);
  const tallies = Array.from({ length: count }, (): Tally => ({ voxels: 0, ijk: [0, 0, 0], hu: 0, huSquared: 0, low: [Infinity, Infinity, Infinity], high: [0, 0, 0] }));
  for (let v = 0; v < labels.length; v++) {
    if (labels[v] === 0) continue;
    const t = tallies[labels[v]! - 1];
    if (!t) continue;
    const ijk = ijkOf(ct.geometry, v);
    t.voxels++;
    t.hu += ct.voxels[v]!;
    t.huSquared += ct.voxels[v]! ** 2;
    if (probabilityAt) t.probability = (t.probability ?? 0) + probabilityAt(ijk);
    for (let a = 0; a < 3; a++) {
      t.ijk[a]! += ijk[a]!;
      t.low[a] = Math.min(t.low[a]!, ijk[a]!);
      t.high[a] = Math.max(t.high[a]!, ijk[a]! + 1);
    }
  }
  return tallies;
}

/** Reads the probability at an index of the scene; 0 outside the probability's own block. */
function probabilityReader({ probability, ct: { geometry } }: Labelled): ((ijk: Vec3) => number) | undefined {
  if (!probability) return undefined;
  const exact = lpsToIjk(probability.geometry, geometry.originLps);
  const shift = exact.map(Math.round) as unknown as Vec3;
  if (exact.some((v, a) => Math.abs(v - shift[a]!) > 0.01)) throw new RangeError('The probability map must be a block of the CT grid.');
  const [columns, rows, slices] = probability.geometry.dimensions;
  return ([i, j, k]) => {
    const [a, b, c] = [i + shift[0], j + shift[1], k + shift[2]];
    if (a < 0 || b < 0 || c < 0 || a >= columns || b >= rows || c >= slices) return 0;
    return probability.voxels[a + columns * (b + rows * c)]!;
  };
}

interface Place {
  readonly index: number;
  readonly geometry: Geometry;
  readonly labels: Int32Array;
  readonly parenchymaHu: number | undefined;
}

function toFinding(t: Tally, { index, geometry, labels, parenchymaHu }: Place): Finding {
  const volumeMl = t.voxels * voxelVolumeMl(geometry);
  const meanHu = t.hu / t.voxels;
  const axial = measureAxialSections({ geometry, labels, label: index, box: { low: t.low, high: t.high } });
  return {
    index,
    volumeMl,
    equivalentRadiusMm: Math.cbrt((3 * volumeMl * 1000) / (4 * Math.PI)),
    longAxisMm: axial.longAxisMm,
    shortAxisMm: axial.shortAxisMm,
    centroidLps: ijkToLps(geometry, t.ijk.map(sum => sum / t.voxels) as unknown as Vec3),
    meanHu,
    sdHu: Math.sqrt(Math.max(0, t.huSquared / t.voxels - meanHu * meanHu)),
    contrastHu: parenchymaHu === undefined ? 0 : meanHu - parenchymaHu,
    ...(t.probability === undefined ? {} : { meanProbability: Math.min(1, t.probability / t.voxels) }),
    sliceCentreLps: axial.sliceCentreLps,
  };
}
