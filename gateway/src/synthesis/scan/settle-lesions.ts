import type { ContrastPhase, Organ } from '../../anatomy/organ.ts';
import { GatewayError } from '../../errors.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';
import type { AskedLesion, LesionLook } from '../plan/asked-lesion.ts';
import { drawContrast, guessPhase } from '../contrast.ts';
import { drawRadiusMm, type Plan } from '../plan/draw-plan.ts';
import { makeDraws } from '../draws.ts';
import { exophyticGrowth } from '../placement/exophytic-growth.ts';
import type { Generator, PlacementPolicy } from '../generator.ts';
import { kindFor } from '../kind-for.ts';
import { lookParameters } from './look-parameters.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';
import { checkParameters } from '../parameters.ts';
import { choosePlacement, type TakenBall } from '../placement/choose-placement.ts';
import { planLesions, type SeededLesion } from '../plan/plan-lesions.ts';
import type { SettledLesion } from './settled-lesion.ts';
import { classGroup, SIZE_CLASSES } from '../plan/size-classes.ts';
import type { SynthesisWarning } from '../warning.ts';

export interface SettleRequest extends LesionLook {
  readonly ct: HuVolume;
  /** 1 = organ, on the grid of the CT. */
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly generator: Generator;
  readonly survey: OrganSurvey;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Given lesions, or a plan that draws them. */
  readonly lesions: readonly AskedLesion[] | Plan;
}

export interface SettledLesions {
  /** In the order they are made. */
  readonly lesions: readonly SettledLesion[];
  /** The plan with every `any` settled; absent where lesions were given. */
  readonly plan?: Plan;
  readonly warnings: readonly SynthesisWarning[];
}

/**
 * Decides size, site, seed and look of every lesion of a scan. Given lesions keep their order; those without a site find one clear of all
 * others, the largest first. Throws kind/*, generator/invalid-parameters, placement/*.
 */
export function settleLesions(request: SettleRequest): SettledLesions {
  assertSeed(request.seed);
  return isPlan(request.lesions) ? settlePlan(request, request.lesions) : { lesions: settleGiven(request, request.lesions), warnings: [] };
}

export const isPlan = (lesions: readonly AskedLesion[] | Plan): lesions is Plan => !Array.isArray(lesions);

function settlePlan(request: SettleRequest, asked: Plan): SettledLesions {
  const { organ, generator, survey, seed } = request;
  const kind = kindFor(generator, organ, request.kind);
  const phase = phaseOf(request, request);
  const growth = exophyticGrowth(request);
  const { contrastHu: scanContrastHu, warnings: ofContrast } = drawContrast({ kind, phase, statistics: survey.statistics, draws: makeDraws({ seed, stage: 'plan' }) });
  const parametersOf = (lesion: SeededLesion) => growth.settle({ ...lesion, kind, parameters: checkParameters(generator, { ...withoutAsked(lookParameters(lesion, { generator, kind, scanContrastHu }), request), ...request.parameters }) });
  const { plan, lesions, warnings } = planLesions({ survey, plan: asked, seed, radiusMm: kind.radiusMm, growth: lesion => growth.forPlacement(parametersOf(lesion)), ...policyOf(generator) });
  return {
    plan,
    warnings: [...(lesions.some(({ contrastSpread }) => contrastSpread !== undefined) ? ofContrast : []), ...warnings],
    lesions: lesions.map(lesion => ({
      role: lesion.role, radiusMm: lesion.radiusMm, seed: lesion.seed, kind, phase, placement: lesion.placement, optional: true,
      parameters: parametersOf(lesion),
    })),
  };
}

/** A lesion whose HU are asked for has the contrast that gives them. */
function withoutAsked({ contrastHu, ...look }: Readonly<Record<string, number>>, { parameters = {} }: LesionLook): Readonly<Record<string, number>> {
  return contrastHu === undefined || 'meanHu' in parameters ? look : { ...look, contrastHu };
}

/** What an instance map and a segmentation can number. */
const MOST_LESIONS = 254;

function settleGiven(request: SettleRequest, asked: readonly AskedLesion[]): SettledLesion[] {
  if (asked.length === 0 || asked.length > MOST_LESIONS) throw new GatewayError('request/invalid', `A scan takes 1 to ${MOST_LESIONS} lesions, not ${asked.length}.`, { context: { lesions: asked.length } });
  const sized = asked.map((lesion, n) => sizedLesion(request, lesion, n));
  const placed = new Map<number, TakenBall>();
  sized.forEach(({ radiusMm, centreLps }, n) => centreLps && placed.set(n, { centreLps, radiusMm }));
  const order = sized.map((_, n) => n).sort((a, b) => Number(placed.has(b)) - Number(placed.has(a)) || sized[b]!.radiusMm - sized[a]!.radiusMm || a - b);
  const growth = exophyticGrowth(request);
  const settled: SettledLesion[] = [];
  for (const n of order) {
    const { centreLps, radiusMm, seed, ...rest } = sized[n]!;
    const parameters = growth.settle(sized[n]!);
    const taken = [...placed].filter(([other]) => other !== n).map(([, ball]) => ball);
    const placement = choosePlacement({ survey: request.survey, radiusMm, seed, taken, ...policyOf(request.generator), ...growth.forPlacement(parameters), ...(centreLps ? { centreLps } : {}) });
    placed.set(n, { centreLps: placement.centreLps, radiusMm });
    settled[n] = { role: 'lesion', radiusMm, seed, placement, optional: false, ...rest, parameters };
  }
  return settled;
}

/** A given lesion with everything but its site. */
function sizedLesion(request: SettleRequest, asked: AskedLesion, n: number) {
  const { organ, generator } = request;
  const seed = asked.seed ?? (n === 0 ? request.seed : makeDraws({ seed: request.seed, stage: 'plan' }).integer(`lesion ${n + 1} seed`, 2 ** 32));
  assertSeed(seed);
  if (asked.centreLps && !asked.centreLps.every(Number.isFinite)) throw new GatewayError('generator/invalid-parameters', 'The site must be three finite numbers in mm.');
  const kind = kindFor(generator, organ, asked.kind ?? request.kind);
  const radiusMm = asked.radiusMm ?? classRadiusMm(asked, seed);
  const [low, high] = kind.radiusMm;
  if (!(radiusMm >= low && radiusMm <= high))
    throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm for a ${kind.label.toLowerCase()} of the ${organ.name}, got ${radiusMm}.`, { context: { radiusMm, low, high } });
  const parameters = checkParameters(generator, { ...request.parameters, ...asked.parameters });
  return { seed, kind, radiusMm, parameters, phase: phaseOf(request, asked), ...(asked.centreLps ? { centreLps: asked.centreLps } : {}) };
}

function classRadiusMm({ sizeClass }: AskedLesion, seed: number): number {
  const found = SIZE_CLASSES.find(({ name }) => name === sizeClass);
  return found ? drawRadiusMm(classGroup(found).radius, makeDraws({ seed, stage: 'plan' }), found.name) : NaN;
}

const phaseOf = ({ phase, organ, survey }: SettleRequest, asked: LesionLook): ContrastPhase => asked.phase ?? phase ?? guessPhase(organ, survey.statistics.meanHu);

const policyOf = ({ placement }: Generator): { readonly policy?: PlacementPolicy } => (placement ? { policy: placement } : {});

function assertSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new GatewayError('generator/invalid-parameters', `The seed must be a whole number from 0 to 4294967295, got ${seed}.`, { context: { seed } });
}
