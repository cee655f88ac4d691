import { meanInterval, type MeanInterval } from '../metrics/mean-interval.ts';
import { sensitivity, sensitivityByRadius, type BinSensitivity } from '../metrics/sensitivity.ts';
import { SMALLEST_LESION_MM3, specificitySweep, SWEEP_MM3, type SpecificityAtSize } from '../metrics/specificity.ts';
import type { CaseScores, StructureScores } from './evaluate-case.ts';

/** dsc, nsd and hd95Mm are over the cases whose reference holds the structure (as MONAI leaves out empty references): the headline. */
export interface StructureSummary {
  readonly dsc: MeanInterval;
  /** Over all cases: 1 where reference and prediction are both empty, 0 where only the reference is. */
  readonly dscBothEmptyAsOne: MeanInterval;
  readonly nsd: MeanInterval;
  readonly hd95Mm: MeanInterval;
}

export interface Summary {
  readonly cases: number;
  readonly organ: StructureSummary;
  readonly lesion: StructureSummary;
  readonly sensitivity: Pick<BinSensitivity, 'atAnyOverlap' | 'atIou'>;
  /** Over lesions of the smallest size that counts, 38 mm3, or more: references hold specks. */
  readonly sensitivityFromSmallest: Summary['sensitivity'];
  readonly sensitivityByRadius: readonly BinSensitivity[];
  /** Predicted lesions that touch none of the reference, a scan: of any size, and of the smallest lesion's size or more. */
  readonly falsePositivesPerScan: MeanInterval;
  readonly falsePositivesPerScanFromSmallest: MeanInterval;
  /** False positives a scan, over all scans, for a sweep of the smallest size that counts. */
  readonly falsePositivesBySize: readonly { readonly smallestMm3: number; readonly perScan: MeanInterval }[];
  /** Scans whose reference holds no lesion. */
  readonly healthyScans: number;
  readonly specificity: readonly SpecificityAtSize[];
}

/** Pools the scores of all cases. */
export function summarise(cases: readonly CaseScores[]): Summary {
  const lesions = cases.flatMap(({ detection }) => detection.lesions);
  const healthy = cases.filter(({ detection }) => detection.lesions.length === 0);
  const falsePositives = (smallestMm3: number) => cases.map(({ detection }) => detection.falsePositives.filter(({ volumeMm3 }) => volumeMm3 >= smallestMm3).length);
  return {
    cases: cases.length,
    organ: summariseStructure(cases.map(({ organ }) => organ)),
    lesion: summariseStructure(cases.map(({ lesion }) => lesion)),
    sensitivity: sensitivity(lesions),
    sensitivityFromSmallest: sensitivity(lesions.filter(({ volumeMm3 }) => volumeMm3 >= SMALLEST_LESION_MM3)),
    sensitivityByRadius: sensitivityByRadius(lesions),
    falsePositivesPerScan: meanInterval(falsePositives(0)),
    falsePositivesPerScanFromSmallest: meanInterval(falsePositives(SMALLEST_LESION_MM3)),
    falsePositivesBySize: SWEEP_MM3.map(smallestMm3 => ({ smallestMm3, perScan: meanInterval(falsePositives(smallestMm3)) })),
    healthyScans: healthy.length,
    specificity: specificitySweep(healthy.map(({ detection }) => detection)),
  };
}

function summariseStructure(scores: readonly StructureScores[]): StructureSummary {
  const mean = (read: (structure: StructureScores) => number | undefined) => meanInterval(scores.map(structure => (structure.referenceMl > 0 ? read(structure) : undefined)));
  return { dsc: mean(({ dsc }) => dsc), dscBothEmptyAsOne: meanInterval(scores.map(({ dsc }) => dsc ?? 1)), nsd: mean(({ nsd }) => nsd), hd95Mm: mean(({ hd95Mm }) => hd95Mm) };
}
