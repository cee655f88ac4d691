import type { CaseScores } from './evaluate-case.ts';

type Cell = string | number | undefined;

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

/** One line a case; an empty field where a score is not defined. Numbers have a point and six significant digits (RFC 4180 quoting). */
export function casesCsv(cases: readonly CaseScores[]): string {
  const lines = cases.map(scores => COLUMNS.map(([, read]) => cell(read(scores))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...lines, ''].join('\r\n');
}

/** One line a lesion of the reference: its size, and whether it was found. */
export function lesionsCsv(cases: readonly CaseScores[]): string {
  const lines = cases.flatMap(({ name, detection }) =>
    detection.lesions.map(({ radiusMm, volumeMm3, overlapped, bestIou }) => [name, radiusMm, volumeMm3, overlapped ? 1 : 0, bestIou].map(cell).join(',')),
  );
  return ['case,radius_mm,volume_mm3,hit,best_iou', ...lines, ''].join('\r\n');
}

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  // A leading =, +, - or @ would run as a formula in a spreadsheet.
  const safe = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
