import type { SeriesVolume } from '../dicom/series.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { writeNifti } from '../nifti/write.ts';
import { findingEntry } from '../tasks/finding-entry.ts';
import { measureAnswer, type SegmentedCt } from '../tasks/segment-ct.ts';
import { writeSegmentation } from '../tasks/write-segmentation.ts';
import { localServices } from '../wiring/local-services.ts';
import type { Command, Values } from './command.ts';
import { loadCt } from './load-ct.ts';
import { OutputFolder } from './output-folder.ts';
import { runIdentity } from './run-identity.ts';
import { number, optional, required } from './values.ts';

export const segment: Command = {
  name: 'segment',
  summary: 'outline organs and lesions of a CT',
  usage: `--in DIR|ZIP|NIFTI --out DIR [--model NAME] [--overlap 0..0.9] [--series UID] [--phase NAME]

Writes labelmap.nii.gz (values of the model: for the default 1 = liver, 2 = liver lesion) and findings.json; for DICOM input also seg.dcm.`,
  options: { in: { type: 'string' }, out: { type: 'string' }, model: { type: 'string' }, overlap: { type: 'string' }, series: { type: 'string' }, phase: { type: 'string' } },
  async run({ values, environment, log, signal, progress }) {
    const out = new OutputFolder(required(values, 'out'));
    const services = await localServices({ environment, log });
    try {
      const model = services.model(optional(values, 'model'));
      const { ct, series } = await loadCt(required(values, 'in'), { seriesUid: optional(values, 'series'), phase: optional(values, 'phase') });
      const overlap = overlapOf(values);
      const answer = await services.runNetwork(ct, model, { signal, overlap, onProgress: fraction => progress('infer', fraction) });
      const segmented = measureAnswer(ct, model, answer);
      await out.write('labelmap.nii.gz', writeNifti(segmented.labelmap, { gzip: true }));
      if (series) await out.write('seg.dcm', segOf({ series, model, segmented }));
      const report = reportOf({ segmented, model, ...(series ? { series } : {}) });
      await out.writeJson('findings.json', report);
      return { json: { ...report, out: out.path, files: out.written }, lines: linesOf(segmented, out) };
    } finally {
      await services.close();
    }
  },
};

function overlapOf(values: Values): number | undefined {
  const overlap = number(values, 'overlap');
  if (overlap === undefined || (overlap >= 0 && overlap <= 0.9)) return overlap;
  throw new GatewayError('request/invalid', `--overlap must lie between 0 and 0.9, got ${overlap}.`);
}

interface Outcome {
  readonly segmented: SegmentedCt;
  readonly model: ModelManifest;
  readonly series?: SeriesVolume;
}

function segOf({ segmented: { labelmap }, model, series }: Outcome & { readonly series: SeriesVolume }): Uint8Array {
  return writeSegmentation({ labelmap, series, model, ...runIdentity({ task: 'segment', series, engine: model.sha256, parameters: {} }) }).bytes;
}

function reportOf({ segmented, model, series }: Outcome) {
  const { findings, organs, models, labelmap } = segmented;
  return {
    intendedUse: 'Research use only. Not a medical device.',
    model: { name: model.name, version: model.version, sha256: model.sha256 },
    models,
    labels: Object.fromEntries(model.labels.flatMap((label, value) => (label === null ? [] : [[String(value), label.name]]))),
    organs,
    findings: findings.map(finding => findingEntry(finding, labelmap.geometry, series?.slices)),
    warnings: [...(series?.warnings ?? []), ...segmented.warnings],
  };
}

function linesOf({ findings, organs, warnings }: SegmentedCt, out: OutputFolder): string[] {
  return [
    ...warnings.map(({ code, message }) => `warning ${code}: ${message}`),
    ...organs.map(({ label, volumeMl, meanHu }) => `${label}: ${volumeMl.toFixed(0)} ml, ${meanHu.toFixed(0)} HU`),
    findings.length === 0 ? 'No lesion found.' : `${findings.length} lesion${findings.length === 1 ? '' : 's'}:`,
    ...findings.map(({ index, volumeMl, longAxisMm, shortAxisMm, meanHu }) => `  ${index}. ${volumeMl.toFixed(2)} ml, ${longAxisMm.toFixed(0)} x ${shortAxisMm.toFixed(0)} mm, ${meanHu.toFixed(0)} HU`),
    `Written to ${out.path}: ${out.written.join(', ')}. Research use only.`,
  ];
}
