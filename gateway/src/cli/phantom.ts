import { newCtSeries } from '../dicom/new-series.ts';
import { SYNTHETIC_PREFIX } from '../dicom/is-synthetic.ts';
import { GatewayError } from '../errors.ts';
import { writeNifti } from '../nifti/write.ts';
import { ABDOMEN_GEOMETRY, abdomenPhantom } from '../phantom/abdomen.ts';
import { PHANTOM_LABELS } from '../phantom/part.ts';
import type { Geometry, Vec3 } from '../volume/geometry.ts';
import type { Command, Values } from './command.ts';
import { OutputFolder } from './output-folder.ts';
import { number, point, required } from './values.ts';

export const phantom: Command = {
  name: 'phantom',
  summary: 'compute an abdominal CT phantom',
  usage: `--out DIR [--seed N] [--healthy] [--spacing-mm i,j,k]

Writes dicom/ (a CT series, marked as synthetic), image.nii.gz, labels.nii.gz and phantom.json with the lesions that were drawn.
The grid covers the same 384 x 384 x 300 mm whatever its spacing (default 0.75,0.75,2.5).`,
  options: { out: { type: 'string' }, seed: { type: 'string' }, healthy: { type: 'boolean' }, 'spacing-mm': { type: 'string' } },
  async run({ values }) {
    const out = new OutputFolder(required(values, 'out'));
    const seed = number(values, 'seed') ?? 1;
    const { ct, labelmap, lesions } = abdomenPhantom({ seed, geometry: gridOf(values), ...(values['healthy'] === true ? { lesions: [] } : {}) });
    let count = 0;
    for (const { bytes } of newCtSeries(ct, phantomSeries(seed))) await out.write(`dicom/${String(++count).padStart(4, '0')}.dcm`, bytes);
    await out.write('image.nii.gz', writeNifti(ct, { gzip: true }));
    await out.write('labels.nii.gz', writeNifti(labelmap, { gzip: true }));
    await out.writeJson('phantom.json', { seed, lesions, labels: PHANTOM_LABELS });
    return { json: { out: out.path, slices: count, lesions }, lines: [`${count} slices with ${lesions.length} lesions written to ${out.path}.`] };
  },
};

/** Finest and coarsest spacing that gives a sensible abdomen, mm. */
const SPACING_MM = [0.5, 12] as const;

/** The default grid's extent at the spacing asked for. Throws request/invalid. */
function gridOf(values: Values): Geometry {
  const spacingMm = point(values, 'spacing-mm');
  if (spacingMm === undefined) return ABDOMEN_GEOMETRY;
  const [low, high] = SPACING_MM;
  if (!spacingMm.every(mm => mm >= low && mm <= high)) throw new GatewayError('request/invalid', `--spacing-mm must be three numbers from ${low} to ${high}, got ${spacingMm.join(',')}.`);
  const dimensions = ABDOMEN_GEOMETRY.dimensions.map((n, axis) => Math.round((n * ABDOMEN_GEOMETRY.spacingMm[axis]!) / spacingMm[axis]!)) as unknown as Vec3;
  return { ...ABDOMEN_GEOMETRY, dimensions, spacingMm };
}

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
