import { GatewayError } from '../errors.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { writeNifti } from '../nifti/write.ts';
import type { Generator } from '../synthesis/generator.ts';
import { synthesizeLesion } from '../synthesis/synthesize-lesion.ts';
import { generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { syntheticLabelmap, writeSynthetic, type SyntheticRequest } from '../tasks/write-synthetic.ts';
import type { Command, Values } from './command.ts';
import { loadCt } from './load-ct.ts';
import { loadMask } from './load-mask.ts';
import { OutputFolder } from './output-folder.ts';
import { runIdentity } from './run-identity.ts';
import { jsonObject, number, optional, point, required } from './values.ts';

const DEFAULT_RADIUS_MM = 10;
const PHASES = ['native', 'arterial', 'venous', 'delayed'] as const;

export const synthesize: Command = {
  name: 'synthesize',
  summary: 'put a synthetic lesion into a CT',
  usage: `--in DIR|ZIP|NIFTI --mask NIFTI|SEG --out DIR [--radius-mm 10] [--centre-mm x,y,z] [--seed N]
           [--generator NAME | --profile NAME] [--organ NAME] [--kind primary|cyst|metastasis] [--phase native|arterial|venous|delayed] [--parameters JSON] [--series UID]

Writes image.nii.gz (HU), label.nii.gz (1 = organ, 2 = lesion) on the grid of the input, and recipe.json; for DICOM input also the marked
series in dicom/ and seg.dcm. --centre-mm is in LPS. Without it a legal site is drawn from the seed.`,
  options: {
    in: { type: 'string' }, mask: { type: 'string' }, out: { type: 'string' }, 'radius-mm': { type: 'string' }, 'centre-mm': { type: 'string' }, seed: { type: 'string' },
    generator: { type: 'string' }, profile: { type: 'string' }, organ: { type: 'string' }, kind: { type: 'string' }, phase: { type: 'string' }, parameters: { type: 'string' }, series: { type: 'string' },
  },
  async run({ values, signal, progress }) {
    const out = new OutputFolder(required(values, 'out'));
    const organ = organNamed(optional(values, 'organ'));
    const generator = chosenGenerator(values);
    const { ct, series } = await loadCt(required(values, 'in'), { seriesUid: optional(values, 'series') });
    const organMask = await loadMask(required(values, 'mask'), ct.geometry, organ);
    progress('synthesize', 0.3);
    const request = lesionRequest(values);
    const made = await synthesizeLesion({ ct, organMask, organ, generator, request }, { signal, kernels: cpuKernels });
    progress('write', 0.7);
    const { radiusMm, seed } = request;
    if (series) await writeDicom(out, { series, organ, organMask, generator, made, radiusMm, seed, recipe: made.recipe });
    await out.write('image.nii.gz', writeNifti(made.ct, { gzip: true, description: 'SYNTHETIC - NOT ACQUIRED' }));
    await out.write('label.nii.gz', writeNifti(syntheticLabelmap(organMask, made.lesionLabel), { gzip: true }));
    await out.writeJson('recipe.json', made.recipe);
    return {
      json: { out: out.path, files: out.written.length, recipe: made.recipe, warnings: made.warnings },
      lines: [...made.warnings.map(({ code, message }) => `warning ${code}: ${message}`), `Lesion of r = ${radiusMm} mm at ${made.placement.centreLps.map(mm => mm.toFixed(1)).join(', ')} mm (LPS), seed ${seed}. Written to ${out.path}.`],
    };
  },
};

function lesionRequest(values: Values) {
  const centreLps = point(values, 'centre-mm');
  const phase = PHASES.find(known => known === values['phase']);
  if (values['phase'] !== undefined && !phase) throw new GatewayError('request/invalid', `--phase must be one of ${PHASES.join(', ')}.`);
  const parameters = jsonObject(values, 'parameters');
  const kind = optional(values, 'kind');
  return {
    radiusMm: number(values, 'radius-mm') ?? DEFAULT_RADIUS_MM,
    seed: number(values, 'seed') ?? 0,
    ...(centreLps ? { centreLps } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(phase ? { phase } : {}),
    ...(parameters ? { parameters } : {}),
  };
}

/** A profile is a named way of making a lesion; each is a generator of its own. Throws request/invalid, generator/unknown. */
function chosenGenerator(values: Values): Generator {
  const [generator, profile] = [optional(values, 'generator'), optional(values, 'profile')];
  if (generator !== undefined && profile !== undefined && generator !== profile)
    throw new GatewayError('request/invalid', `Generator "${generator}" has no profile "${profile}"; give only one of the two options.`);
  return generatorNamed(generator ?? profile);
}

async function writeDicom(out: OutputFolder, request: Omit<SyntheticRequest, 'jobKey' | 'createdAt'>): Promise<void> {
  const { name, version } = request.generator;
  const run = runIdentity({ task: 'synthesize', series: request.series, engine: `${name}@${version}`, parameters: request.recipe });
  const { images, segmentation } = writeSynthetic({ ...request, ...run });
  for (const [k, { bytes }] of images.entries()) await out.write(`dicom/${String(k + 1).padStart(4, '0')}.dcm`, bytes);
  await out.write('seg.dcm', segmentation.bytes);
}
