import { meanInterval, type MeanInterval } from '../metrics/mean-interval.ts';
import { sensitivity, sensitivityByRadius, type BinSensitivity } from '../metrics/sensitivity.ts';
import { SMALLEST_LESION_MM3, specificitySweep, type SpecificityAtSize } from '../metrics/specificity.ts';
import type { CaseScores, StructureScores } from './evaluate-case.ts';

export interface StructureSummary {
  /** Over cases in which the score is defined: the headline. */
  readonly dsc: MeanInterval;
  /** The same with 1 where reference and prediction are both empty. */
  readonly dscBothEmptyAsOne: MeanInterval;
  readonly nsd: MeanInterval;
  readonly hd95Mm: MeanInterval;
}

export interface Summary {
  readonly cases: number;
  readonly organ: StructureSummary;
  readonly lesion: StructureSummary;
  readonly sensitivity: Pick<BinSensitivity, 'atAnyOverlap' | 'atIou'>;
  readonly sensitivityByRadius: readonly BinSensitivity[];
  /** Predicted lesions that touch none of the reference, a scan: of any size, and of the smallest lesion's size or more. */
  readonly falsePositivesPerScan: MeanInterval;
  readonly falsePositivesPerScanFromSmallest: MeanInterval;
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
    sensitivityByRadius: sensitivityByRadius(lesions),
    falsePositivesPerScan: meanInterval(falsePositives(0)),
    falsePositivesPerScanFromSmallest: meanInterval(falsePositives(SMALLEST_LESION_MM3)),
    healthyScans: healthy.length,
    specificity: specificitySweep(healthy.map(({ detection }) => detection)),
  };
}

const summariseStructure = (scores: readonly StructureScores[]): StructureSummary => ({
  dsc: meanInterval(scores.map(({ dsc }) => dsc)),
  dscBothEmptyAsOne: meanInterval(scores.map(({ dsc }) => dsc ?? 1)),
  nsd: meanInterval(scores.map(({ nsd }) => nsd)),
  hd95Mm: meanInterval(scores.map(({ hd95Mm }) => hd95Mm)),
});
