import { holm } from '../metrics/holm.ts';
import { wilcoxonSignedRank, type WilcoxonResult } from '../metrics/wilcoxon.ts';
import type { CaseScores, StructureScores } from './evaluate-case.ts';

/** One score of two methods over the cases in which both have it. */
export interface Comparison extends WilcoxonResult {
  readonly score: string;
  /** Cases with the score under both methods. */
  readonly pairs: number;
  readonly meanDifference?: number;
  /** p after Holm's correction over all scores compared. */
  readonly adjustedP: number;
}

const SCORES: readonly (readonly [name: string, read: (scores: CaseScores) => number | undefined])[] = [
  ['organ DSC', ({ organ }) => inReference(organ)?.dsc],
  ['organ NSD', ({ organ }) => inReference(organ)?.nsd],
  ['lesion DSC', ({ lesion }) => inReference(lesion)?.dsc],
  ['lesion NSD', ({ lesion }) => inReference(lesion)?.nsd],
  ['share of lesions found', ({ detection: { lesions } }) => (lesions.length === 0 ? undefined : lesions.filter(({ overlapped }) => overlapped).length / lesions.length)],
  ['false positives', ({ detection }) => detection.falsePositives.length],
];

/** The scores where the reference holds the structure: as in the summary. */
const inReference = (scores: StructureScores): StructureScores | undefined => (scores.referenceMl > 0 ? scores : undefined);

/** Compares two predictions of the same cases (first minus second), paired by name; cases that only one has are left out. */
export function compareMethods(first: readonly CaseScores[], second: readonly CaseScores[]): readonly Comparison[] {
  const other = new Map(second.map(scores => [scores.name, scores]));
  const results = SCORES.map(([score, read]) => {
    const pairs = first.flatMap(scores => {
      const partner = other.get(scores.name);
      const [a, b] = [read(scores), partner && read(partner)];
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    });
    const test = wilcoxonSignedRank(pairs.map(([a]) => a), pairs.map(([, b]) => b));
    const meanDifference = pairs.reduce((sum, [a, b]) => sum + a - b, 0) / pairs.length;
    return { score, pairs: pairs.length, ...(pairs.length > 0 ? { meanDifference } : {}), ...test };
  });
  const adjusted = holm(results.map(({ p }) => p));
  return results.map((result, n) => ({ ...result, adjustedP: adjusted[n]! }));
}
