import { GatewayError } from '../../errors.ts';
import { paste, type Box } from '../../volume/crop.ts';
import { makeVolume, type HuVolume, type Labelmap, type Volume } from '../../volume/volume.ts';
import type { AskedLesion, LesionLook } from '../plan/asked-lesion.ts';
import type { Plan } from '../plan/draw-plan.ts';
import { generateInto, type LesionPatch } from '../generate-into.ts';
import type { GeneratedLesion, GeneratorTools } from '../generator.ts';
import { makeUntilFound } from '../quality/make-until-found.ts';
import type { QualityRecord, QualityTest } from '../quality/quality-test.ts';
import { relaxationWarnings } from '../placement/relaxation-warnings.ts';
import type { LesionRecipe, ScanRecipe } from './scan-recipe.ts';
import { surveyOf, type ScanSetting } from './scan-setting.ts';
import { settleLesions, type SettledLesions } from './settle-lesions.ts';
import type { SettledLesion } from './settled-lesion.ts';
import type { OrganStatistics } from '../survey/statistics.ts';
import { voxelDigests } from './voxel-digests.ts';
import type { SynthesisWarning } from '../warning.ts';

export interface SynthesizeScanInput extends ScanSetting, LesionLook {
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Given lesions, or a plan that draws them. */
  readonly lesions: readonly AskedLesion[] | Plan;
  /** Keeps only lesions that a segmenter finds. */
  readonly quality?: QualityTest | undefined;
}

export interface SynthesizedScan {
  /** The whole CT with the lesions: a copy, equal bit for bit outside their support. */
  readonly ct: HuVolume;
  /** n = lesion n of the recipe, on the grid of the CT. Where lesions touch, the earlier one keeps its voxels. */
  readonly instances: Labelmap;
  readonly recipe: ScanRecipe;
  readonly warnings: readonly SynthesisWarning[];
}

/**
 * Puts lesions into a CT, one after the other on one working copy. Pure: nothing given is changed, and the same input gives the same bytes.
 * Throws GatewayError with kind/unknown, mask/*, placement/*, generator/*, quality/not-reached, pixels/implausible-hu.
 */
export async function synthesizeScan(input: SynthesizeScanInput, tools: GeneratorTools): Promise<SynthesizedScan> {
  const survey = surveyOf(input);
  tools.signal.throwIfAborted();
  const settled = settleLesions({ ...input, survey });
  const { statistics } = survey;
  return makeLesions({ setting: input, statistics, settled: { ...settled, warnings: [...survey.warnings, ...settled.warnings] }, seed: input.seed, phaseSource: input.phase ? 'caller' : 'guessed', quality: input.quality }, tools);
}

export interface MakeLesionsInput {
  readonly setting: ScanSetting;
  readonly statistics: OrganStatistics;
  readonly settled: SettledLesions;
  readonly seed: number;
  readonly phaseSource: ScanRecipe['phaseSource'];
  readonly quality?: QualityTest | undefined;
}

/** Generates settled lesions into a copy of the scan and writes down how. Throws placement/*, generator/invalid-parameters. */
export async function makeLesions(input: MakeLesionsInput, tools: GeneratorTools): Promise<SynthesizedScan> {
  const { setting: { ct, organMask, organ, generator }, statistics, settled, seed, quality } = input;
  const scene: Scene = {
    organMask, organ, generator, statistics, seed, quality,
    ct: makeVolume<Float32Array | Int16Array>(ct.geometry, ct.voxels.slice()) as HuVolume,
    instances: makeVolume(ct.geometry, new Uint8Array(ct.voxels.length)),
  };
  const lesions: LesionRecipe[] = [];
  const warnings = [...settled.warnings];
  for (const lesion of settled.lesions) {
    const number = lesions.length + 1;
    const made = await addLesion({ scene, lesion, number }, tools);
    if ('leftOut' in made) {
      warnings.push(made.leftOut);
      continue;
    }
    const own = [...relaxationWarnings(lesion.placement), ...made.generated.warnings];
    const about = settled.lesions.length > 1 ? `Lesion ${number}: ` : '';
    warnings.push(...own.map(({ code, message }) => ({ code, message: `${about}${message}` })));
    lesions.push({ ...lesionRecipe({ ...lesion, seed: made.seed }, { number, parameters: made.generated.provenance, warnings: own }), ...(made.quality ? { quality: made.quality } : {}) });
  }
  if (lesions.length === 0)
    throw new GatewayError('placement/no-legal-site', 'None of the planned lesions fits into the organ; choose a smaller class or an earlier stage.', { context: { planned: settled.lesions.length } });
  return { ct: scene.ct, instances: scene.instances, recipe: scanRecipe(input, lesions, warnings), warnings };
}

/** The working copy of the scan, and whose voxels are taken. */
interface Scene extends Pick<ScanSetting, 'ct' | 'organMask' | 'organ' | 'generator'> {
  readonly statistics: OrganStatistics;
  /** Keys what all lesions share. */
  readonly seed: number;
  readonly quality: QualityTest | undefined;
  readonly instances: Labelmap;
}

interface NextLesion {
  readonly scene: Scene;
  readonly lesion: SettledLesion;
  readonly number: number;
}

/** A lesion in its place, or why an optional one was left out. */
type AddedLesion = { readonly generated: GeneratedLesion; readonly seed: number; readonly quality?: QualityRecord } | { readonly leftOut: SynthesisWarning };

/** Generates one lesion into the working copy in place. */
async function addLesion({ scene, lesion, number }: NextLesion, tools: GeneratorTools): Promise<AddedLesion> {
  const { ct, instances } = scene;
  const { placement: { centreLps }, radiusMm } = lesion;
  try {
    const { patch: { box, patch, generated }, ...made } = await makeLesion({ scene, lesion }, tools);
    if (markInstance(instances, { box, label: generated.label, number }) === 0)
      throw new GatewayError('placement/overlaps-lesion', `A lesion of ${radiusMm} mm would vanish inside another one; move it or make it larger.`, { context: { radiusMm, centreLps: [...centreLps] } });
    paste<Float32Array | Int16Array>(ct, patch, box);
    return { generated, ...made };
  } catch (error) {
    if (!lesion.optional || !(error instanceof GatewayError)) throw error;
    if (error.code === 'quality/not-reached') return { leftOut: { code: 'quality/left-out', message: `A planned lesion was left out. ${error.message}` } };
    if (!error.code.startsWith('placement/')) throw error;
    return { leftOut: { code: 'plan/fewer-lesions', message: `The organ does not hold the planned lesion of ${radiusMm.toFixed(1)} mm at its site; it was left out.` } };
  }
}

interface MadeLesion {
  readonly patch: LesionPatch;
  /** The seed it was made from: the asked one, or that of the attempt that passed the quality test. */
  readonly seed: number;
  readonly quality?: QualityRecord;
}

async function makeLesion({ scene, lesion }: Omit<NextLesion, 'number'>, tools: GeneratorTools): Promise<MadeLesion> {
  const { ct, organMask, organ, generator, statistics, seed: scanSeed, quality: test } = scene;
  const { placement: { centreLps }, radiusMm, kind, phase, parameters, seed } = lesion;
  const make = (lesionSeed: number) => generateInto({ ct, organMask, organ, statistics, generator, lesion: { centreLps, radiusMm, kind, phase, parameters, seed: lesionSeed, scanSeed } }, tools);
  if (!test) return { patch: await make(seed), seed };
  const { kept, record } = await makeUntilFound({ test, ct, centreLps, radiusMm, seed, make }, tools.signal);
  if (kept) return { ...kept, quality: record };
  const shares = record.attempts.map(({ tumourShare }) => `${Math.round(100 * tumourShare)} %`).join(', ');
  throw new GatewayError('quality/not-reached', `Of the lesion of ${radiusMm.toFixed(1)} mm the segmenter finds only ${shares} in ${record.attempts.length} attempts, not ${Math.round(100 * test.threshold)} %; lower the threshold, allow more attempts, or ask for more contrast.`, {
    context: { ...record },
  });
}

/** Gives a lesion's voxels its number where no earlier one has them; returns how many it got. */
function markInstance({ geometry, voxels }: Labelmap, { box: { low, high }, label, number }: { readonly box: Box; readonly label: Volume<Uint8Array>; readonly number: number }): number {
  const [columns, rows] = geometry.dimensions;
  let [at, marked] = [0, 0];
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++)
      for (let i = low[0]; i < high[0]; i++, at++) {
        const v = i + columns * (j + rows * k);
        if (label.voxels[at] !== 1 || voxels[v] !== 0) continue;
        voxels[v] = number;
        marked++;
      }
  return marked;
}

function lesionRecipe(lesion: SettledLesion, { number, parameters, warnings }: { readonly number: number; readonly parameters: LesionRecipe['parameters']; readonly warnings: readonly SynthesisWarning[] }): LesionRecipe {
  const { role, seed, kind, radiusMm, phase, placement } = lesion;
  const { centreLps } = placement;
  return { lesion: number, role, seed, kind: kind.name, radiusMm, centreLps, phase, asked: lesion.parameters, parameters, placement, warnings: warnings.map(({ code }) => code) };
}

function scanRecipe({ setting, statistics, settled, seed, phaseSource }: MakeLesionsInput, lesions: readonly LesionRecipe[], warnings: readonly SynthesisWarning[]): ScanRecipe {
  const { ct, organMask, organ, generator, digests } = setting;
  return {
    generator: generator.name,
    generatorVersion: generator.version,
    organ: organ.name,
    seed,
    ...(settled.plan ? { plan: settled.plan } : {}),
    phaseSource,
    statistics,
    input: digests ?? voxelDigests(ct, organMask),
    lesions,
    warnings: [...new Set(warnings.map(({ code }) => code))],
  };
}
