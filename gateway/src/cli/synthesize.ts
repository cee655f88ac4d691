import { GatewayError } from '../errors.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { Generator } from '../synthesis/generator.ts';
import type { QualityRecord } from '../synthesis/quality/quality-test.ts';
import { checkScan, type LesionRealism } from '../synthesis/realism/check-scan.ts';
import { readRecipe } from '../synthesis/scan/read-recipe.ts';
import { replayScan } from '../synthesis/scan/replay-scan.ts';
import type { ScanRecipe } from '../synthesis/scan/scan-recipe.ts';
import { synthesizeScan, type SynthesizedScan } from '../synthesis/scan/synthesize-scan.ts';
import { generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { localKernels } from '../wiring/local-kernels.ts';
import { localInference } from '../wiring/local-inference.ts';
import type { VariantEntry } from './batch/manifest.ts';
import { synthesizeBatch } from './batch/synthesize-batch.ts';
import type { Command, CommandResult, Values } from './command.ts';
import { chosenBatch } from './synthesize/chosen-batch.ts';
import { chosenDonors, DONOR_OPTIONS } from './synthesize/chosen-donors.ts';
import { chosenQuality, QUALITY_OPTIONS } from './synthesize/chosen-quality.ts';
import { loadCt, readInput } from './load-ct.ts';
import { loadMask } from './load-mask.ts';
import { PLAN_NAMES, scanOptions } from './synthesize/scan-options.ts';
import { writeScan } from './synthesize/write-scan.ts';
import { optional, parseJson, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

export const synthesize: Command = {
  name: 'synthesize',
  summary: 'put synthetic lesions into a CT',
  usage: `--in DIR|ZIP|NIFTI --mask NIFTI|SEG --out DIR [--radius-mm 10 [--centre-mm x,y,z] | --lesions JSON | --plan NAME | --recipe FILE]
           [--seed N] [--generator NAME | --profile NAME] [--organ NAME [--organ-label TEXT]] [--kind primary|cyst|metastasis] [--phase native|arterial|venous|delayed]
           [--parameters JSON] [--series UID] [--realism] [--count N [--workers N]]
           [--quality 0.7 [--attempts 5] [--judge MODEL]] [--donors DIR | --donor IMAGE --donor-mask LABEL]

Writes image.nii.gz (HU), label.nii.gz (1 = organ, n + 1 = lesion n) on the grid of the input, and recipe.json; for DICOM input also the
marked series in dicom/ and seg.dcm. --centre-mm is in LPS. Without it a legal site is drawn from the seed. --lesions is a list like
[{"radiusMm": 12, "centreLps": [x, y, z]}, {"sizeClass": "tiny", "seed": 7}]. --plan draws lesions: ${PLAN_NAMES.join(', ')}.
--recipe makes again what a recipe.json describes, to the same bytes.
--donors is a folder of cases whose lesions the generator copy-paste may copy: CASE/image.nii.gz and CASE/label.nii.gz (1 = organ, higher =
lesions); --donor and --donor-mask name one. Without either, synthesis.donorsDir of the configuration holds.
--realism checks what was made (contrast, noise, grain, edge, form, ...) and writes realism.json: a number, its band and a verdict for each.
--quality keeps a lesion only when a segmentation model calls that share of its voxels lesion, else tries the next seeds.
--count makes that many variants with seeds from --seed on, on all cores (never on a graphics device, so that they are the same everywhere):
a folder each with image, label and recipe, and manifest.csv and manifest.json with every lesion. The same command again goes on where it stopped.`,
  options: {
    in: { type: 'string' }, mask: { type: 'string' }, out: { type: 'string' }, 'radius-mm': { type: 'string' }, 'centre-mm': { type: 'string' }, lesions: { type: 'string' }, plan: { type: 'string' },
    recipe: { type: 'string' }, seed: { type: 'string' }, generator: { type: 'string' }, profile: { type: 'string' }, organ: { type: 'string' }, 'organ-label': { type: 'string' }, kind: { type: 'string' }, phase: { type: 'string' },
    parameters: { type: 'string' }, series: { type: 'string' }, realism: { type: 'boolean' }, count: { type: 'string' }, workers: { type: 'string' }, ...DONOR_OPTIONS, ...QUALITY_OPTIONS,
  },
  async run({ values, signal, progress, environment, log }) {
    const out = required(values, 'out');
    const asked = values['recipe'] === undefined ? scanOptions(values) : undefined;
    const batch = chosenBatch(values, asked);
    const recipe = await recipeOf(values);
    const organ = organNamed(optional(values, 'organ') ?? recipe?.organ, optional(values, 'organ-label'));
    const generator = chosenGenerator(values, recipe);
    const inference = localInference({ environment, log });
    const quality = await chosenQuality(values, inference);
    const choose = localKernels({ environment, log });
    const { ct, series } = await loadCt(required(values, 'in'), { seriesUid: optional(values, 'series') });
    const organMask = await loadMask(required(values, 'mask'), ct.geometry, organ);
    const setting = { ct, organMask, organ, generator };
    const tools = { signal, networks: inference.networks, kernels: batch ? cpuKernels : await choose(), ...chosenDonors(values, environment) };
    if (asked && batch) {
      const entries = synthesizeBatch({ setting, asked, ...batch, tools, quality, out, progress: fraction => progress('synthesize', fraction) });
      return batchResult(await entries.finally(() => inference.close()), out);
    }
    progress('synthesize', 0.3);
    const made = await (asked ? synthesizeScan({ ...setting, ...asked, quality }, tools) : replayScan({ recipe: recipe!, setting }, tools)).finally(() => inference.close());
    progress('write', 0.7);
    const realism = values['realism'] === true ? checkScan(setting, made) : undefined;
    const files = await writeWholeFolder(out, async folder => {
      if (realism) await folder.writeJson('realism.json', realism);
      await writeScan(folder, { organ, organMask, generator, made, series });
    });
    const result = resultOf(made, { out, files: files.length });
    return { ...result, lines: [...result.lines, ...realismLines(realism ?? [])] };
  },
};

function resultOf({ recipe, warnings }: SynthesizedScan, written: { readonly out: string; readonly files: number }): CommandResult {
  const lesions = recipe.lesions.map(({ radiusMm, centreLps, seed, quality }) => `Lesion of r = ${Number(radiusMm.toFixed(1))} mm at ${centreLps.map(mm => mm.toFixed(1)).join(', ')} mm (LPS), seed ${seed}.${found(quality)}`);
  return {
    json: { ...written, recipe, warnings },
    lines: [...warnings.map(({ code, message }) => `warning ${code}: ${message}`), ...lesions, `Written to ${written.out}.`],
  };
}

/** What a reader should look at again. */
const realismLines = (realism: readonly LesionRealism[]): string[] =>
  realism.flatMap(({ lesion, findings }) => findings.filter(({ verdict }) => verdict === 'warn' || verdict === 'fail').map(({ verdict, reason }) => `lesion ${lesion}, ${verdict}: ${reason}`));

/** The shares found in each attempt, the kept one last. */
const found = (quality: QualityRecord | undefined): string => (quality ? ` Found: ${quality.attempts.map(({ tumourShare }) => `${Math.round(100 * tumourShare)} %`).join(', ')}.` : '');

function batchResult(entries: readonly VariantEntry[], out: string): CommandResult {
  const refused = entries.filter(entry => entry.refused !== undefined);
  const made = entries.length - refused.length;
  return {
    json: { out, variants: made, refused: refused.map(({ folder, refused: why }) => ({ folder, why })) },
    lines: [...refused.map(({ folder, refused: why }) => `${folder} was left out: ${why}`), `${made} variant${made === 1 ? '' : 's'} in ${out}; manifest.csv lists their lesions.`],
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
