import { GatewayError } from '../errors.ts';
import type { Generator } from '../synthesis/generator.ts';
import { readRecipe } from '../synthesis/read-recipe.ts';
import { replayScan } from '../synthesis/replay-scan.ts';
import type { ScanRecipe } from '../synthesis/scan-recipe.ts';
import { synthesizeScan, type SynthesizedScan } from '../synthesis/synthesize-scan.ts';
import { generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { localKernels } from '../wiring/local-kernels.ts';
import type { Command, CommandResult, Values } from './command.ts';
import { loadCt, readInput } from './load-ct.ts';
import { loadMask } from './load-mask.ts';
import { OutputFolder } from './output-folder.ts';
import { PLAN_NAMES, scanOptions } from './synthesize/scan-options.ts';
import { writeScan } from './synthesize/write-scan.ts';
import { optional, parseJson, required } from './values.ts';

export const synthesize: Command = {
  name: 'synthesize',
  summary: 'put synthetic lesions into a CT',
  usage: `--in DIR|ZIP|NIFTI --mask NIFTI|SEG --out DIR [--radius-mm 10 [--centre-mm x,y,z] | --lesions JSON | --plan NAME | --recipe FILE]
           [--seed N] [--generator NAME | --profile NAME] [--organ NAME] [--kind primary|cyst|metastasis] [--phase native|arterial|venous|delayed]
           [--parameters JSON] [--series UID]

Writes image.nii.gz (HU), label.nii.gz (1 = organ, n + 1 = lesion n) on the grid of the input, and recipe.json; for DICOM input also the
marked series in dicom/ and seg.dcm. --centre-mm is in LPS. Without it a legal site is drawn from the seed. --lesions is a list like
[{"radiusMm": 12, "centreLps": [x, y, z]}, {"sizeClass": "tiny", "seed": 7}]. --plan draws lesions: ${PLAN_NAMES.join(', ')}.
--recipe makes again what a recipe.json describes, to the same bytes.`,
  options: {
    in: { type: 'string' }, mask: { type: 'string' }, out: { type: 'string' }, 'radius-mm': { type: 'string' }, 'centre-mm': { type: 'string' }, lesions: { type: 'string' }, plan: { type: 'string' },
    recipe: { type: 'string' }, seed: { type: 'string' }, generator: { type: 'string' }, profile: { type: 'string' }, organ: { type: 'string' }, kind: { type: 'string' }, phase: { type: 'string' },
    parameters: { type: 'string' }, series: { type: 'string' },
  },
  async run({ values, signal, progress, environment, log }) {
    const out = new OutputFolder(required(values, 'out'));
    const recipe = await recipeOf(values);
    const organ = organNamed(optional(values, 'organ') ?? recipe?.organ);
    const generator = chosenGenerator(values, recipe);
    const asked = recipe ? undefined : scanOptions(values);
    const choose = localKernels({ environment, log });
    const { ct, series } = await loadCt(required(values, 'in'), { seriesUid: optional(values, 'series') });
    const organMask = await loadMask(required(values, 'mask'), ct.geometry, organ);
    progress('synthesize', 0.3);
    const setting = { ct, organMask, organ, generator };
    const tools = { signal, kernels: await choose() };
    const made = asked ? await synthesizeScan({ ...setting, ...asked }, tools) : await replayScan({ recipe: recipe!, setting }, tools);
    progress('write', 0.7);
    await writeScan(out, { organ, organMask, generator, made, series });
    return resultOf(made, out);
  },
};

function resultOf({ recipe, warnings }: SynthesizedScan, out: OutputFolder): CommandResult {
  const lesions = recipe.lesions.map(({ radiusMm, centreLps, seed }) => `Lesion of r = ${Number(radiusMm.toFixed(1))} mm at ${centreLps.map(mm => mm.toFixed(1)).join(', ')} mm (LPS), seed ${seed}.`);
  return {
    json: { out: out.path, files: out.written.length, recipe, warnings },
    lines: [...warnings.map(({ code, message }) => `warning ${code}: ${message}`), ...lesions, `Written to ${out.path}.`],
  };
}

/** What a recipe says must not be said again. */
const FIXED_BY_RECIPE = ['radius-mm', 'centre-mm', 'lesions', 'plan', 'seed', 'kind', 'phase', 'parameters'] as const;

async function recipeOf(values: Values): Promise<ScanRecipe | undefined> {
  const path = optional(values, 'recipe');
  if (path === undefined) return undefined;
  const twice = FIXED_BY_RECIPE.find(name => values[name] !== undefined);
  if (twice !== undefined) throw new GatewayError('request/invalid', `--recipe already says what --${twice} would; leave it out.`);
  return readRecipe(parseJson(new TextDecoder().decode(await readInput(path))));
}

/** A profile is a named way of making a lesion; each is a generator of its own. Throws request/invalid, generator/unknown. */
function chosenGenerator(values: Values, recipe: ScanRecipe | undefined): Generator {
  const [generator, profile] = [optional(values, 'generator'), optional(values, 'profile')];
  if (generator !== undefined && profile !== undefined && generator !== profile)
    throw new GatewayError('request/invalid', `Generator "${generator}" has no profile "${profile}"; give only one of the two options.`);
  return generatorNamed(generator ?? profile ?? recipe?.generator);
}
