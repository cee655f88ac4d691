import { casesCsv, lesionsCsv } from '../evaluation/cases-csv.ts';
import { compareMethods, type Comparison } from '../evaluation/compare.ts';
import { evaluateCase, type CaseScores, type EvaluationLabels } from '../evaluation/evaluate-case.ts';
import { htmlReport, type CasePicture } from '../evaluation/html-report.ts';
import { rankCases } from '../evaluation/rank-cases.ts';
import { slicePicture } from '../evaluation/slice-picture.ts';
import { summarise, type Summary } from '../evaluation/summarise.ts';
import { GatewayError } from '../errors.ts';
import { readNiftiLabelmap } from '../nifti/read-labelmap.ts';
import { encodePng } from '../pictures/encode-png.ts';
import { sameGrid } from '../volume/geometry.ts';
import type { Labelmap } from '../volume/volume.ts';
import type { Command, CommandContext, Values } from './command.ts';
import { findCases } from './find-cases.ts';
import { loadCt, readInput } from './load-ct.ts';
import { number, optional, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'score predicted label maps against reference ones',
  usage: `--reference DIR --prediction DIR --out DIR [--compare DIR] [--images DIR] [--organ-value 1] [--lesion-value 2] [--tolerance-mm 2]

Cases are NAME.nii.gz in both folders (or NAME/labelmap.nii.gz, as segment writes). Writes report.html, summary.json, cases.csv and lesions.csv:
Dice, surface Dice and Hausdorff distance of organ and lesions, lesions found by radius, false positives, specificity on scans without lesion,
with 95 % intervals; --compare scores a second prediction and tests the difference (Wilcoxon, Holm). --images adds pictures of cases.`,
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
    const cases = await scoreAll({ reference, prediction, labels }, context);
    const second = compared === undefined ? undefined : await scoreAll({ reference, prediction: compared, labels }, context);
    const [summary, comparison] = [summarise(cases), second && compareMethods(cases, second)];
    const pictures = await picturesOf({ cases, reference, prediction: await findCases(prediction), images: optional(values, 'images'), labels });
    const shared = { intendedUse: 'Research use only. Not a medical device.', labels, summary, ...(second ? { second: summarise(second), comparison } : {}) };
    const files = await writeWholeFolder(out, async folder => {
      await folder.write('cases.csv', casesCsv(cases));
      await folder.write('lesions.csv', lesionsCsv(cases));
      await folder.writeJson('summary.json', { ...shared, cases });
      await folder.write('report.html', htmlReport({ title: 'Segmentation scores', toleranceMm: labels.toleranceMm, summary, cases, pictures, ...(comparison ? { comparison } : {}) }));
    });
    return { json: { ...shared, out, files }, lines: [...linesOf(summary, comparison), `Written to ${out}: ${files.join(', ')}. Research use only.`] };
  },
};

function labelsOf(values: Values): EvaluationLabels {
  const [organValue, lesionValue, toleranceMm] = [number(values, 'organ-value') ?? 1, number(values, 'lesion-value') ?? 2, number(values, 'tolerance-mm') ?? 2];
  const isLabel = (value: number) => Number.isInteger(value) && value >= 1 && value <= 255;
  if (!isLabel(organValue) || !isLabel(lesionValue) || organValue === lesionValue) throw new GatewayError('request/invalid', '--organ-value and --lesion-value must be two different whole numbers from 1 to 255.');
  if (!(toleranceMm > 0)) throw new GatewayError('request/invalid', `--tolerance-mm must be above 0, got ${toleranceMm}.`);
  return { organValue, lesionValue, toleranceMm };
}

interface Scoring {
  readonly reference: ReadonlyMap<string, string>;
  /** Folder. */
  readonly prediction: string;
  readonly labels: EvaluationLabels;
}

/** Scores every case of the reference. Throws evaluation/unpaired when one has no prediction: leaving it out would flatter. */
async function scoreAll({ reference, prediction, labels }: Scoring, { signal, progress }: CommandContext): Promise<readonly CaseScores[]> {
  const predicted = await findCases(prediction);
  const missing = [...reference.keys()].filter(name => !predicted.has(name));
  if (missing.length > 0) throw new GatewayError('evaluation/unpaired', `${prediction} has no prediction for ${missing.length} of ${reference.size} cases, the first is "${missing[0]}". Predict them all, or leave them out of the reference.`, { context: { missing: missing.length } });
  const scores: CaseScores[] = [];
  for (const [name, path] of reference) {
    signal.throwIfAborted();
    progress('evaluate', scores.length / reference.size);
    const pair = { reference: await labelmapAt(path), prediction: await labelmapAt(predicted.get(name)!) };
    if (!sameGrid(pair.reference.geometry, pair.prediction.geometry, 0.05)) throw new GatewayError('evaluation/different-grid', `Case "${name}": prediction and reference lie on different grids. Write the prediction on the grid of the scan; scores are never computed on resampled masks.`);
    scores.push(evaluateCase({ name, reference: pair.reference, prediction: { ...pair.prediction, geometry: pair.reference.geometry } }, labels));
  }
  return scores;
}

const labelmapAt = async (path: string): Promise<Labelmap> => readNiftiLabelmap(await readInput(path));

interface Picturing extends Pick<Scoring, 'reference' | 'labels'> {
  readonly cases: readonly CaseScores[];
  readonly prediction: ReadonlyMap<string, string>;
  readonly images: string | undefined;
}

async function picturesOf({ cases, reference, prediction, images, labels }: Picturing): Promise<readonly CasePicture[]> {
  const imagePaths = images === undefined ? undefined : await findCases(images);
  return Promise.all(
    rankCases(cases).map(async ({ rank, name, caption }) => {
      const image = imagePaths?.get(name);
      const pair = { reference: await labelmapAt(reference.get(name)!), prediction: await labelmapAt(prediction.get(name)!) };
      const loaded = image === undefined ? undefined : await loadCt(image);
      const fits = loaded && sameGrid(loaded.ct.geometry, pair.reference.geometry, 0.05);
      return { rank, name, caption, png: encodePng(slicePicture({ ...pair, lesionValue: labels.lesionValue, ...(fits ? { ct: loaded.ct } : {}) })) };
    }),
  );
}

function linesOf({ organ, lesion, sensitivity, falsePositivesPerScan, cases }: Summary, comparison: readonly Comparison[] = []): string[] {
  const mean = (value: number | undefined) => (value === undefined ? 'not defined' : value.toFixed(3));
  const { count, total } = sensitivity.atAnyOverlap;
  return [
    `${cases} scans. Organ DSC ${mean(organ.dsc.mean)}, NSD ${mean(organ.nsd.mean)}; lesion DSC ${mean(lesion.dsc.mean)} (n = ${lesion.dsc.n}), NSD ${mean(lesion.nsd.mean)}.`,
    `Lesions found: ${count} of ${total}; false positives a scan: ${mean(falsePositivesPerScan.mean)}.`,
    ...comparison.map(({ score, pairs, meanDifference, adjustedP }) => `Against the second: ${score} ${mean(meanDifference)} on ${pairs} scans, p = ${adjustedP.toFixed(3)} (Holm).`),
  ];
}
