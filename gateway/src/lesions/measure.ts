import { connectedComponents } from '../volume/components.ts';
import { boundingBox, crop, growBox } from '../volume/crop.ts';
import { ijkToLps, lpsToIjk, sameGrid, voxelVolumeMl, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { ijkOf, makeVolume, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { measureAxialSections } from './axial-sections.ts';
import type { Finding } from './finding.ts';
import { parenchymaMeanHu, SURROUNDINGS_MM } from './parenchyma.ts';

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
  const scene = sceneOf(request);
  if (!scene) return [];
  const { labels, sizes } = connectedComponents(maskOf(scene.labelmap, value => value === lesionValue), 26);
  const voxelMm3 = 1000 * voxelVolumeMl(scene.ct.geometry);
  return measureLabels(scene, labels, sizes.filter(size => size > 0 && size * voxelMm3 >= minVolumeMm3).length);
}

/**
 * Measures lesions that have a value each: `lesionValue` is the first, the value after it the second. In that order, one finding a value.
 * Throws RangeError when the grids differ.
 */
export function measureNumberedLesions(request: Omit<MeasureRequest, 'minVolumeMm3'>): Finding[] {
  const { lesionValue } = request;
  const scene = sceneOf(request);
  if (!scene) return [];
  const labels = Int32Array.from(scene.labelmap.voxels, value => Math.max(0, value - lesionValue + 1));
  const labelmap = makeVolume(scene.labelmap.geometry, scene.labelmap.voxels.map(value => Math.min(value, lesionValue)));
  return measureLabels({ ...scene, labelmap }, labels, labels.reduce((most, label) => Math.max(most, label), 0));
}

/** The part of the scan with anything labelled, and its surroundings; undefined when there is nothing. */
function sceneOf(request: MeasureRequest): MeasureRequest | undefined {
  const { ct, labelmap } = request;
  if (!sameGrid(ct.geometry, labelmap.geometry)) throw new RangeError('CT and label map must lie on one grid.');
  const labelled = boundingBox(labelmap);
  if (!labelled) return undefined;
  const box = growBox(labelled, labelmap.geometry, SURROUNDINGS_MM);
  return { ...request, ct: crop(ct as Volume<Int16Array>, box), labelmap: crop(labelmap, box) };
}

function measureLabels(scene: MeasureRequest, labels: Int32Array, count: number): Finding[] {
  if (count === 0) return [];
  const place = { geometry: scene.ct.geometry, labels, parenchymaHu: parenchymaMeanHu(scene) };
  return tally({ ...scene, labels, count }).map((t, n) => toFinding(t, { index: n + 1, ...place }));
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

interface Labelled extends MeasureRequest {
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
