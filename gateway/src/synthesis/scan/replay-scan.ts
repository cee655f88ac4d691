import { lesionKindNamed } from '../../anatomy/lesion-kind-named.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { GeneratorTools } from '../generator.ts';
import { checkParameters } from '../parameters.ts';
import type { LesionRecipe, ScanRecipe } from './scan-recipe.ts';
import type { SettledLesion } from './settled-lesion.ts';
import type { ScanSetting } from './scan-setting.ts';
import { makeLesions, type SynthesizedScan } from './synthesize-scan.ts';
import { voxelDigests } from './voxel-digests.ts';

export interface ReplayInput {
  readonly recipe: ScanRecipe;
  /** The scan and mask it was made from, and the organ and generator it names. */
  readonly setting: ScanSetting;
}

/** Follows a recipe to the same bytes. Throws recipe/mismatch when scan, mask, organ or generator are others than it names. */
export async function replayScan({ recipe, setting }: ReplayInput, tools: GeneratorTools): Promise<SynthesizedScan> {
  const digests = setting.digests ?? voxelDigests(setting.ct, setting.organMask);
  assertSame('scan', digests.ctSha256, recipe.input.ctSha256);
  assertSame('organ mask', digests.organMaskSha256, recipe.input.organMaskSha256);
  assertSame('organ', setting.organ.name, recipe.organ);
  assertSame('generator', `${setting.generator.name} ${setting.generator.version}`, `${recipe.generator} ${recipe.generatorVersion}`);
  const { statistics, seed, phaseSource, plan } = recipe;
  // A graphics device makes the same lesion within 1 HU; the processor makes what it made to the bit.
  const onCpu = recipe.lesions.every(({ parameters }) => parameters['backend'] === cpuKernels.backend);
  const settled = { lesions: recipe.lesions.map(lesion => settledOf(lesion, setting)), ...(plan ? { plan } : {}), warnings: [] };
  const made = await makeLesions({ setting: { ...setting, digests }, statistics, settled, seed, phaseSource }, onCpu ? { ...tools, kernels: cpuKernels } : tools);
  const lesions = made.recipe.lesions.map((lesion, n) => ({ ...lesion, ...(recipe.lesions[n]?.quality ? { quality: recipe.lesions[n].quality } : {}) }));
  return { ...made, recipe: { ...made.recipe, lesions, warnings: recipe.warnings } };
}

function settledOf({ role, radiusMm, seed, kind, phase, asked, placement }: LesionRecipe, { organ, generator }: ScanSetting): SettledLesion {
  return { role, radiusMm, seed, kind: lesionKindNamed(organ, kind), phase, parameters: checkParameters(generator, asked), placement, optional: false };
}

function assertSame(what: string, given: string, wanted: string): void {
  if (given === wanted) return;
  const shown = given.length === 64 ? 'another one' : given;
  throw new GatewayError('recipe/mismatch', `The recipe was made with another ${what} than this: it names ${wanted}, here is ${shown}. Give the ${what} it was made with.`, { context: { what, given, wanted } });
}
