import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { newCtSeries } from '../../gateway/src/dicom/new-series.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import type { SegmentInput } from '../../gateway/src/dicom/seg/seg-request.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import type { DicomInstance, SeriesVolume } from '../../gateway/src/dicom/series.ts';
import { affineOf, applyAffine, ijkToLps, invertAffine, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Labelmap } from '../../gateway/src/volume/volume.ts';

type Nine = Geometry['direction'];

const [c, s] = [Math.cos(0.35), Math.sin(0.35)];

/** Ways in which scanners lay a stack of slices into the patient. No two axes have the same size or spacing. */
export const STACKS: readonly { readonly name: string; readonly direction: Nine }[] = [
  { name: 'head first, towards the head', direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  { name: 'stored in reverse', direction: [1, 0, 0, 0, 1, 0, 0, 0, -1] },
  { name: 'feet first', direction: [-1, 0, 0, 0, 1, 0, 0, 0, -1] },
  { name: 'prone', direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] },
  { name: 'coronal', direction: [1, 0, 0, 0, 0, -1, 0, 1, 0] },
  { name: 'oblique', direction: [1, 0, 0, 0, c, s, 0, -s, c] },
  { name: 'oblique in reverse', direction: [c, s, 0, -s, c, 0, 0, 0, -1] },
];

export const stackGeometry = (direction: Nine): Geometry => ({
  dimensions: [30, 22, 14],
  spacingMm: [0.703125, 0.8, 2.5],
  originLps: [-101.123456, 33.7, -412.25],
  direction,
});

/** Value of the phantom's parts at a voxel of the grid it was computed on: an L of 1 with a foot on one side only, a corner mark of 2. */
function partAt([i, j, k]: Vec3): number {
  const inside = (v: number, low: number, high: number) => v >= low && v < high;
  if (inside(i, 20, 24) && inside(j, 3, 9) && inside(k, 9, 12)) return 2;
  if (inside(i, 4, 9) && inside(j, 2, 18) && inside(k, 1, 8)) return 1;
  if (inside(i, 9, 17) && inside(j, 14, 18) && inside(k, 1, 4)) return 1;
  return 0;
}

/** Value of the phantom's parts at a place in the patient, whatever grid asks. */
function truthAt(geometry: Geometry): (lps: Vec3) => number {
  const toIjk = invertAffine(affineOf(geometry));
  return lps => partAt(applyAffine(toIjk, lps).map(Math.round) as unknown as Vec3);
}

/** The phantom's parts on any grid, by world position. */
export function truthOn(grid: Geometry, truth: (lps: Vec3) => number): Labelmap {
  const [columns, rows, slices] = grid.dimensions;
  const voxels = new Uint8Array(columns * rows * slices);
  for (let k = 0, n = 0; k < slices; k++) for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) voxels[n++] = truth(ijkToLps(grid, [i, j, k]));
  return makeVolume(grid, voxels);
}

export interface PhantomSeries {
  readonly files: readonly Uint8Array[];
  readonly instances: readonly DicomInstance[];
  readonly source: SeriesVolume;
  readonly truth: (lps: Vec3) => number;
  /** Parts on the grid of the series as it was read. */
  readonly labelmap: Labelmap;
}

/** A small CT series with an asymmetric phantom, written as files and read back as the gateway reads any series. */
export async function phantomSeries(direction: Nine, key = 'phantom'): Promise<PhantomSeries> {
  const geometry = stackGeometry(direction);
  const truth = truthAt(geometry);
  const parts = truthOn(geometry, truth);
  const hu = Int16Array.from(parts.voxels, (part, n) => [-1000, 60, 20][part]! + ((n * 7919) % 31) - 15);
  const options = {
    key,
    patientId: 'PHANTOM-1',
    patientName: 'Müller^Jürgen=山田^太郎',
    studyDescription: 'Étude',
    seriesDescription: 'Computed phantom',
    date: '20240229',
    time: '101112',
    bodyPart: 'ABDOMEN',
    synthetic: false,
  };
  const files = [...newCtSeries(makeVolume(geometry, hu), options)].map(({ bytes }) => bytes);
  const instances = files.map(bytes => readInstance(bytes));
  const source = await seriesToVolume(instances, { allowDerived: true });
  return { files, instances, source, truth, labelmap: truthOn(source.volume.geometry, truth) };
}

const algorithm = { name: 'liver-lesion', version: '1.2.0', artificialIntelligence: true };

export const LIVER_SEGMENTS: readonly SegmentInput[] = [
  { value: 1, description: liver.segment, algorithm },
  { value: 2, description: liver.lesion, algorithm },
];
