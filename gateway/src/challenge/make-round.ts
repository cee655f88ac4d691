import { GatewayError } from '../errors.ts';
import { HIT_IOU } from '../metrics/sensitivity.ts';
import { encodePng } from '../pictures/encode-png.ts';
import type { GeneratorTools } from '../synthesis/generator.ts';
import type { ScanSetting } from '../synthesis/scan/scan-setting.ts';
import { settleLesions } from '../synthesis/scan/settle-lesions.ts';
import { makeLesions, type SynthesizedScan } from '../synthesis/scan/synthesize-scan.ts';
import type { OrganSurvey } from '../synthesis/survey/organ-statistics.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Volume } from '../volume/volume.ts';
import { lesionPicture } from './lesion-picture.ts';
import type { PlacedLesion, UnplacedLesion } from './pack-rounds.ts';
import { scoreLesions } from './score-lesions.ts';

/** A scan that lesions are put into. */
export interface ChallengeScan {
  readonly name: string;
  readonly setting: ScanSetting & { readonly survey: OrganSurvey };
  /** 1 = called lesion in the scan as it is. */
  readonly untouched: Volume<Uint8Array>;
}

/** 1 = called lesion. Rejects as inference does. */
export type FindLesions = (ct: HuVolume, signal: AbortSignal) => Promise<Volume<Uint8Array>>;

/** One synthetic lesion, and what the segmenter made of it. JSON-serialisable. */
export interface ChallengeCase {
  readonly scan: string;
  /** Which scan with lesions, from 1; its lesions' seeds and sites are below. */
  readonly round: number;
  /** Its number in that scan. */
  readonly lesion: number;
  readonly row: number;
  readonly column: number;
  readonly repeat: number;
  readonly seed: number;
  /** Volume-equivalent, mm: asked for. */
  readonly radiusMm: number;
  readonly parameters: Readonly<Record<string, number>>;
  /** Mean of its voxels minus the organ's parenchyma, HU: as made. */
  readonly measuredContrastHu: number;
  readonly volumeMm3: number;
  readonly centreLps: Vec3;
  /** Rules for a site that were eased. */
  readonly relaxations: readonly string[];
  readonly share: number;
  readonly bestIou: number;
  readonly hit: boolean;
  readonly hitAtIou: boolean;
}

export interface RoundResult {
  readonly cases: readonly ChallengeCase[];
  readonly unplaced: readonly UnplacedLesion[];
  readonly newFalsePositivesMm3: readonly number[];
}

export interface Round {
  readonly scan: ChallengeScan;
  /** From 1. */
  readonly number: number;
  readonly lesions: readonly PlacedLesion[];
  readonly find: FindLesions;
}

/** Makes the lesions of one round, has them looked for and scores them; the pictures are PNG files by lesion number. Throws generator/*, inference/*. */
export async function makeRound(round: Round, tools: GeneratorTools): Promise<RoundResult & { readonly pictures: ReadonlyMap<number, Uint8Array> }> {
  const { scan, lesions, find, number } = round;
  const made = await makeOrExplain(round, tools);
  if (typeof made === 'string') return { cases: [], unplaced: lesions.map(lesion => ({ ...lesion, reason: made })), newFalsePositivesMm3: [], pictures: new Map() };
  const predicted = await find(made.ct, tools.signal);
  const { recipe, instances } = made;
  const score = scoreLesions({ instances, count: recipe.lesions.length, predicted, untouched: scan.untouched });
  const contrasts = measuredContrasts(made, scan);
  const pictures = new Map<number, Uint8Array>();
  const cases = recipe.lesions.map(({ lesion, seed, centreLps }): ChallengeCase => {
    const { placement, row, column, repeat, radiusMm, parameters } = lesions.find(each => each.seed === seed)!;
    const scored = score.lesions[lesion - 1]!;
    const meanHu = scan.setting.survey.statistics.meanHu;
    pictures.set(lesion, encodePng(lesionPicture({ before: scan.setting.ct, after: made.ct, instances, lesion, predicted, centreLps, radiusMm, meanHu })));
    return {
      scan: scan.name, round: number, lesion, row, column, repeat, seed, radiusMm, parameters, centreLps, measuredContrastHu: contrasts[lesion]!,
      relaxations: placement.relaxations, ...scored, hitAtIou: scored.bestIou >= HIT_IOU,
    };
  });
  const leftOut = lesions.filter(({ seed }) => !recipe.lesions.some(lesion => lesion.seed === seed));
  return { cases, unplaced: leftOut.map(lesion => ({ ...lesion, reason: 'placement/radius-too-large' })), newFalsePositivesMm3: score.newFalsePositivesMm3, pictures };
}

/** The scan with the lesions, less those that the organ does not hold after all; or why there is none. */
async function makeOrExplain({ scan: { setting }, lesions }: Round, tools: GeneratorTools): Promise<SynthesizedScan | string> {
  const { survey } = setting;
  const seed = lesions[0]!.seed;
  try {
    const asked = lesions.map(({ radiusMm, seed: own, placement: { centreLps }, parameters }) => ({ radiusMm, seed: own, centreLps, parameters }));
    const settled = settleLesions({ ...setting, survey, seed, lesions: asked });
    return await makeLesions({ setting, statistics: survey.statistics, settled: { ...settled, lesions: settled.lesions.map(lesion => ({ ...lesion, optional: true })) }, seed, phaseSource: 'guessed' }, tools);
  } catch (error) {
    if (error instanceof GatewayError && (error.code.startsWith('placement/') || error.code === 'generator/walled-in')) return error.code;
    throw error;
  }
}

/** By lesion number: mean HU of the lesion's voxels minus that of the parenchyma. */
function measuredContrasts({ ct, instances, recipe }: SynthesizedScan, { setting }: ChallengeScan): number[] {
  const [sums, counts] = [new Float64Array(recipe.lesions.length + 1), new Float64Array(recipe.lesions.length + 1)];
  instances.voxels.forEach((n, v) => {
    if (n === 0) return;
    sums[n]! += ct.voxels[v]!;
    counts[n]!++;
  });
  return Array.from(sums, (sum, n) => sum / Math.max(1, counts[n]!) - setting.survey.statistics.meanHu);
}
