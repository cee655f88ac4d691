import { csvLine, type CsvCell as Cell } from './csv-line.ts';
import type { CaseScores } from './evaluate-case.ts';

const COLUMNS: readonly (readonly [name: string, read: (scores: CaseScores) => Cell])[] = [
  ['case', ({ name }) => name],
  ...(['organ', 'lesion'] as const).flatMap((structure): readonly (readonly [string, (scores: CaseScores) => Cell])[] => [
    [`${structure}_dsc`, scores => scores[structure].dsc],
    [`${structure}_nsd`, scores => scores[structure].nsd],
    [`${structure}_hd95_mm`, scores => scores[structure].hd95Mm],
    [`${structure}_reference_ml`, scores => scores[structure].referenceMl],
    [`${structure}_prediction_ml`, scores => scores[structure].predictionMl],
  ]),
  ['lesions', ({ detection }) => detection.lesions.length],
  ['lesions_hit', ({ detection }) => detection.lesions.filter(({ overlapped }) => overlapped).length],
  ['lesions_predicted', ({ detection }) => detection.predicted],
  ['false_positives', ({ detection }) => detection.falsePositives.length],
];

/** One line a case; an empty field where a score is not defined. */
export const casesCsv = (cases: readonly CaseScores[]): string =>
  [COLUMNS.map(([name]) => name), ...cases.map(scores => COLUMNS.map(([, read]) => read(scores)))].map(csvLine).join('');

/** One line a lesion of the reference: its size, and whether it was found. */
export const lesionsCsv = (cases: readonly CaseScores[]): string =>
  [
    ['case', 'radius_mm', 'volume_mm3', 'hit', 'best_iou'],
    ...cases.flatMap(({ name, detection }) => detection.lesions.map(({ radiusMm, volumeMm3, overlapped, bestIou }) => [name, radiusMm, volumeMm3, overlapped ? 1 : 0, bestIou])),
  ].map(csvLine).join('');
