import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../errors.ts';
import type { OrganSurvey } from '../../synthesis/survey/organ-statistics.ts';
import type { GeneratorTools } from '../../synthesis/generator.ts';
import type { QualityTest } from '../../synthesis/quality/quality-test.ts';
import { readRecipe } from '../../synthesis/scan/read-recipe.ts';
import type { ScanRecipe } from '../../synthesis/scan/scan-recipe.ts';
import { settleLesions } from '../../synthesis/scan/settle-lesions.ts';
import { surveyOf, type ScanSetting } from '../../synthesis/scan/scan-setting.ts';
import { voxelDigests } from '../../synthesis/scan/voxel-digests.ts';
import { makeVolume, type HuVolume, type Volume, type Voxels } from '../../volume/volume.ts';
import { OutputFolder } from '../output-folder.ts';
import type { ScanOptions } from '../synthesize/scan-options.ts';
import { parseJson } from '../values.ts';
import { manifestCsv, manifestJson, type VariantEntry } from './manifest.ts';
import { runVariants } from './run-variants.ts';
import type { VariantDone } from './variant-thread.ts';
import type { BatchScan, Variant, VariantMaker } from './variant.ts';

export interface BatchRequest {
  readonly setting: ScanSetting;
  readonly asked: ScanOptions;
  /** Variants. Number n (from 0) has the seed asked for + n. */
  readonly count: number;
  readonly threads: number;
  readonly out: string;
  readonly tools: GeneratorTools;
  readonly quality?: QualityTest | undefined;
  readonly progress: (fraction: number) => void;
}

/**
 * Variants of a scan, each in a folder of its own that is whole or absent, and a manifest. Variants that are there already are kept, so that the
 * same command goes on where it stopped. Throws as synthesizeScan does where every variant is refused, request/invalid, storage/disk-full.
 */
export async function synthesizeBatch(request: BatchRequest): Promise<readonly VariantEntry[]> {
  const { out, count, threads, tools, quality, progress } = request;
  const survey = surveyOf(request.setting);
  const setting = { ...request.setting, survey, digests: voxelDigests(request.setting.ct, request.setting.organMask) };
  const { organ, generator, digests } = setting;
  const scan: BatchScan = { ct: shared<Float32Array | Int16Array>(setting.ct) as HuVolume, organMask: shared(setting.organMask), organ, statistics: survey.statistics, digests, out };
  const entries: VariantEntry[] = [];
  const note = (entry: VariantEntry) => {
    entries.push(entry);
    progress(entries.length / count);
  };
  let n = 0;
  const next = async (): Promise<Variant | undefined> => {
    while (n < count) {
      const { variant, refusal } = settleVariant({ ...request, setting }, n++);
      if (!variant) note(refusal);
      else if (await isThere(variant, scan, { generator, quality })) note({ folder: variant.name, seed: variant.seed });
      else return variant;
    }
    return undefined;
  };
  const onDone = ({ name, seed, problem }: VariantDone) => note({ folder: name, seed, ...(problem ? { refused: `${problem.code}: ${problem.detail}` } : {}) });
  await runVariants({ scan, generator, tools, quality, next, threads: Math.min(threads, count), onDone });
  if (entries.every(({ refused }) => refused !== undefined)) throw new GatewayError('placement/no-legal-site', `None of the ${count} variants finds a site: ${entries[0]!.refused}`);
  return writeManifest(new OutputFolder(out), entries);
}

type Surveyed = Pick<BatchRequest, 'asked' | 'count'> & { readonly setting: ScanSetting & { readonly survey: OrganSurvey } };

/** What a variant will hold, or why it cannot be. */
function settleVariant({ setting, asked, count }: Surveyed, n: number): { readonly variant: Variant; readonly refusal?: undefined } | { readonly variant?: undefined; readonly refusal: VariantEntry } {
  const name = String(n + 1).padStart(Math.max(4, String(count).length), '0');
  const seed = (asked.seed + n) % 2 ** 32;
  try {
    const settled = settleLesions({ ...setting, ...asked, seed });
    return { variant: { name, seed, settled, phaseSource: asked.phase ? 'caller' : 'guessed' } };
  } catch (error) {
    if (error instanceof GatewayError && error.code.startsWith('placement/')) return { refusal: { folder: name, seed, refused: `${error.code}: ${error.message}` } };
    throw error;
  }
}

/** True where the folder of the variant is there. Throws request/invalid when it is of another request. */
async function isThere({ name, seed, settled }: Variant, { digests, organ, out }: BatchScan, { generator, quality }: Pick<VariantMaker, 'generator' | 'quality'>): Promise<boolean> {
  const recipe = await recipeIn(out, name);
  if (!recipe) return false;
  const wanted = new Set(settled.lesions.map(lesion => JSON.stringify([lesion.seed, lesion.radiusMm, lesion.placement.centreLps, lesion.kind.name, lesion.phase, lesion.parameters])));
  const same = recipe.seed === seed && recipe.organ === organ.name && recipe.generator === generator.name && recipe.generatorVersion === generator.version && JSON.stringify(recipe.input) === JSON.stringify(digests)
    && recipe.lesions.every(lesion => lesion.quality?.threshold === quality?.threshold && wanted.has(JSON.stringify([lesion.quality?.attempts[0]?.seed ?? lesion.seed, lesion.radiusMm, lesion.centreLps, lesion.kind, lesion.phase, lesion.asked])));
  if (same) return true;
  throw new GatewayError('request/invalid', `${join(out, name)} holds a variant of another request; give an empty folder, or the same request again.`);
}

async function recipeIn(out: string, name: string): Promise<ScanRecipe | undefined> {
  const text = await readFile(join(out, name, 'recipe.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : readRecipe(parseJson(text));
}

async function writeManifest(out: OutputFolder, entries: readonly VariantEntry[]): Promise<readonly VariantEntry[]> {
  const listed: VariantEntry[] = [];
  for (const entry of [...entries].sort((a, b) => a.folder.localeCompare(b.folder))) {
    const recipe = entry.refused === undefined ? await recipeIn(out.path, entry.folder) : undefined;
    listed.push({ ...entry, ...(recipe ? { recipe } : {}) });
  }
  await out.writeJson('manifest.json', manifestJson(listed));
  await out.write('manifest.csv', manifestCsv(listed));
  return listed;
}

/** The volume with its voxels in memory that threads share. */
function shared<V extends Voxels>({ geometry, voxels }: Volume<V>): Volume<V> {
  const copy = new (voxels.constructor as new (buffer: SharedArrayBuffer) => V)(new SharedArrayBuffer(voxels.byteLength));
  copy.set(voxels);
  return makeVolume(geometry, copy);
}
