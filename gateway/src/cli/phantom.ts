import { newCtSeries } from '../dicom/new-series.ts';
import { SYNTHETIC_PREFIX } from '../dicom/mark-synthetic.ts';
import { writeNifti } from '../nifti/write.ts';
import { abdomenPhantom } from '../phantom/abdomen.ts';
import { PHANTOM_LABELS } from '../phantom/part.ts';
import type { Command } from './command.ts';
import { OutputFolder } from './output-folder.ts';
import { number, required } from './values.ts';

export const phantom: Command = {
  name: 'phantom',
  summary: 'compute an abdominal CT phantom',
  usage: `--out DIR [--seed N] [--healthy]

Writes dicom/ (a CT series, marked as synthetic), image.nii.gz, labels.nii.gz and phantom.json with the lesions that were drawn.`,
  options: { out: { type: 'string' }, seed: { type: 'string' }, healthy: { type: 'boolean' } },
  async run({ values }) {
    const out = new OutputFolder(required(values, 'out'));
    const seed = number(values, 'seed') ?? 1;
    const { ct, labelmap, lesions } = abdomenPhantom({ seed, ...(values['healthy'] === true ? { lesions: [] } : {}) });
    let count = 0;
    for (const { bytes } of newCtSeries(ct, phantomSeries(seed))) await out.write(`dicom/${String(++count).padStart(4, '0')}.dcm`, bytes);
    await out.write('image.nii.gz', writeNifti(ct, { gzip: true }));
    await out.write('labels.nii.gz', writeNifti(labelmap, { gzip: true }));
    await out.writeJson('phantom.json', { seed, lesions, labels: PHANTOM_LABELS });
    return { json: { out: out.path, slices: count, lesions }, lines: [`${count} slices with ${lesions.length} lesions written to ${out.path}.`] };
  },
};

/** How the phantom of a seed is named in DICOM. */
export const phantomSeries = (seed: number) => ({
  key: `phantom ${seed}`,
  patientId: `PHANTOM-${seed}`,
  patientName: 'PHANTOM^ABDOMEN',
  studyDescription: 'Computed abdominal phantom',
  seriesDescription: `${SYNTHETIC_PREFIX} computed phantom`,
  bodyPart: 'ABDOMEN',
  date: '20260101',
  time: '120000',
  synthetic: true,
});
