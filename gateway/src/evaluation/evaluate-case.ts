import { detectLesions, type Detection } from '../metrics/detection.ts';
import { dice } from '../metrics/dice.ts';
import { jointBox } from '../metrics/joint-box.ts';
import { assertSameGrid, type MaskPair } from '../metrics/same-grid.ts';
import { robustHausdorffMm, surfaceDice } from '../metrics/surface-dice.ts';
import { surfaceDistances } from '../metrics/surface-distances.ts';
import { crop } from '../volume/crop.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import type { Labelmap } from '../volume/volume.ts';

/** One scan: what is known of it, and what was predicted. Labelmaps on one grid. */
export interface EvaluationCase {
  readonly name: string;
  readonly reference: Labelmap;
  readonly prediction: Labelmap;
}

export interface EvaluationLabels {
  /** The organ without its lesions. */
  readonly organValue: number;
  readonly lesionValue: number;
  /** Tolerance of the surface Dice, mm. */
  readonly toleranceMm: number;
}

/** Overlap and surface scores of one structure; absent where the score is not defined. */
export interface StructureScores {
  readonly dsc?: number;
  readonly nsd?: number;
  /** 95th percentile of the surface distance, mm; absent also where one mask is empty. */
  readonly hd95Mm?: number;
  readonly referenceMl: number;
  readonly predictionMl: number;
}

export interface CaseScores {
  readonly name: string;
  /** The organ with its lesions: so a lesion missed inside it costs no organ. */
  readonly organ: StructureScores;
  readonly lesion: StructureScores;
  readonly detection: Detection;
}

/** Scores one scan. Throws RangeError when the grids differ. */
export function evaluateCase({ name, ...whole }: EvaluationCase, { organValue, lesionValue, toleranceMm }: EvaluationLabels): CaseScores {
  assertSameGrid(whole);
  const { reference, prediction } = labelledPart(whole);
  const pairOf = (accept: (value: number) => boolean): MaskPair => ({ reference: maskOf(reference, accept), prediction: maskOf(prediction, accept) });
  const lesions = pairOf(value => value === lesionValue);
  return {
    name,
    organ: scoreStructure(pairOf(value => value === organValue || value === lesionValue), toleranceMm),
    lesion: scoreStructure(lesions, toleranceMm),
    detection: detectLesions(lesions),
  };
}

/** The part of the scan with anything labelled: no score depends on the rest. */
function labelledPart(pair: MaskPair): MaskPair {
  const box = jointBox(pair);
  return box ? { reference: crop(pair.reference, box), prediction: crop(pair.prediction, box) } : pair;
}

function scoreStructure(pair: MaskPair, toleranceMm: number): StructureScores {
  const distances = surfaceDistances(pair);
  const [dsc, nsd, hd95Mm] = [dice(pair), surfaceDice(distances, toleranceMm), robustHausdorffMm(distances)];
  return {
    ...(dsc === undefined ? {} : { dsc }),
    ...(nsd === undefined ? {} : { nsd }),
    ...(hd95Mm === undefined || !Number.isFinite(hd95Mm) ? {} : { hd95Mm }),
    referenceMl: maskMl(pair.reference),
    predictionMl: maskMl(pair.prediction),
  };
}

function maskMl({ geometry, voxels }: Labelmap): number {
  let count = 0;
  for (let v = 0; v < voxels.length; v++) count += voxels[v]!;
  return count * voxelVolumeMl(geometry);
}
