import { basename, resolve } from 'node:path';
import { casesCsv, lesionsCsv } from '../evaluation/cases-csv.ts';
import { compareMethods, type Comparison } from '../evaluation/compare.ts';
import type { EvaluationLabels } from '../evaluation/evaluate-case.ts';
import { htmlReport } from '../evaluation/html-report.ts';
import { summarise, type Summary } from '../evaluation/summarise.ts';
import { GatewayError } from '../errors.ts';
import type { Command, Values } from './command.ts';
import { casePictures } from './evaluate/case-pictures.ts';
import { scoreCases } from './evaluate/score-cases.ts';
import { findCases } from './find-cases.ts';
import { number, optional, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'score predicted label maps against reference ones',
  usage: `--reference DIR --prediction DIR --out DIR [--compare DIR] [--images DIR] [--organ-value 1] [--lesion-value 2] [--tolerance-mm 2]

Cases are NAME.nii.gz in both folders (or NAME/labelmap.nii.gz, as segment writes). Writes report.html, summary.json, cases.csv and lesions.csv:
Dice, surface Dice and Hausdorff distance of organ and lesions, lesions found by radius, false positives, specificity on scans without lesion,
with 95 % intervals; --compare scores a second prediction beside the first (cases-compared.csv, lesions-compared.csv) and tests the difference
(Wilcoxon, Holm). --images adds pictures of cases.`,
  options: {
    reference: { type: 'string' }, prediction: { type: 'string' }, compare: { type: 'string' }, images: { type: 'string' }, out: { type: 'string' },
    'organ-value': { type: 'string' }, 'lesion-value': { type: 'string' }, 'tolerance-mm': { type: 'string' },
  },
  async run(context) {
    const { values } = context;
    const out = required(values, 'out');
    const labels = labelsOf(values);
    const reference = await findCases(required(values, 'reference'));
    const [prediction, compared] = [required(values, 'prediction'), optional(values, 'compare')];
    const scored = await scoreCases({ reference, prediction, labels }, context);
    const cases = scored.map(({ scores }) => scores);
    const others = compared === undefined ? undefined : (await scoreCases({ reference, prediction: compared, labels }, context)).map(({ scores }) => scores);
    const summary = summarise(cases);
    const second = others && { summary: summarise(others), comparison: compareMethods(cases, others), names: namesOf(prediction, compared!) };
    const pictures = await casePictures(scored, optional(values, 'images'));
    const shared = { intendedUse: 'Research use only. Not a medical device.', labels, summary, ...(second ? { names: second.names, second: second.summary, comparison: second.comparison } : {}) };
    const files = await writeWholeFolder(out, async folder => {
      await folder.write('cases.csv', casesCsv(cases));
      await folder.write('lesions.csv', lesionsCsv(cases));
      if (others) await folder.write('cases-compared.csv', casesCsv(others));
      if (others) await folder.write('lesions-compared.csv', lesionsCsv(others));
      await folder.writeJson('summary.json', { ...shared, cases, ...(others ? { casesCompared: others } : {}) });
      await folder.write('report.html', htmlReport({ title: 'Segmentation scores', toleranceMm: labels.toleranceMm, summary, cases, pictures, ...(second ? { second } : {}) }));
    });
    return { json: { ...shared, out, files }, lines: [...linesOf(summary, second?.comparison), `Written to ${out}: ${files.join(', ')}. Research use only.`] };
  },
};

function labelsOf(values: Values): EvaluationLabels {
  const [organValue, lesionValue, toleranceMm] = [number(values, 'organ-value') ?? 1, number(values, 'lesion-value') ?? 2, number(values, 'tolerance-mm') ?? 2];
  const isLabel = (value: number) => Number.isInteger(value) && value >= 1 && value <= 255;
  if (!isLabel(organValue) || !isLabel(lesionValue) || organValue === lesionValue) throw new GatewayError('request/invalid', '--organ-value and --lesion-value must be two different whole numbers from 1 to 255.');
  if (!(toleranceMm > 0)) throw new GatewayError('request/invalid', `--tolerance-mm must be above 0, got ${toleranceMm}.`);
  return { organValue, lesionValue, toleranceMm };
}

/** What the report calls two folders: their own names, or their paths where those are equal. */
function namesOf(first: string, second: string): readonly [string, string] {
  const names = [first, second].map(path => basename(resolve(path))) as [string, string];
  return names[0] === names[1] ? [first, second] : names;
}

function linesOf({ organ, lesion, sensitivity, sensitivityFromSmallest, falsePositivesPerScan, cases }: Summary, comparison: readonly Comparison[] = []): string[] {
  const mean = (value: number | undefined) => (value === undefined ? 'not defined' : value.toFixed(3));
  const [{ count, total }, large] = [sensitivity.atAnyOverlap, sensitivityFromSmallest.atAnyOverlap];
  return [
    `${cases} scans. Organ DSC ${mean(organ.dsc.mean)}, NSD ${mean(organ.nsd.mean)}; lesion DSC ${mean(lesion.dsc.mean)} (n = ${lesion.dsc.n}), NSD ${mean(lesion.nsd.mean)}.`,
    `Lesions found: ${count} of ${total} (of 38 mm3 or more: ${large.count} of ${large.total}); false positives a scan: ${mean(falsePositivesPerScan.mean)}.`,
    ...comparison.map(({ score, pairs, meanDifference, adjustedP }) => `Against the second: ${score} ${mean(meanDifference)} on ${pairs} scans, p = ${adjustedP.toFixed(3)} (Holm).`),
  ];
}
