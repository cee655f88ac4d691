import type { Range } from '../../anatomy/lesion-kind.ts';
import { GatewayError } from '../../errors.ts';
import { makeDraws, type Draws } from '../draws.ts';
import { drawPlan, type Plan, type WantedLesion } from './draw-plan.ts';
import type { PlacementPolicy } from '../generator.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';
import { choosePlacement, LARGEST_HALF_AXIS, type Placement, type PlacementRequest } from '../placement/choose-placement.ts';
import type { SynthesisWarning } from '../warning.ts';

export interface PlanRequest {
  readonly survey: OrganSurvey;
  readonly plan: Plan;
  /** Unsigned 32-bit. Same seed, same lesions. */
  readonly seed: number;
  /** Radii that the organ's lesions may have, mm. */
  readonly radiusMm: Range;
  /** Where lesions may lie, as the generator wants it. */
  readonly policy?: PlacementPolicy;
  /** What a lesion's growth beyond the organ asks of its site. */
  readonly growth?: (lesion: SeededLesion) => Pick<PlacementRequest, 'exophytic'>;
}

/** A lesion of a plan before it has a site. */
export interface SeededLesion extends WantedLesion {
  /** Of this lesion alone. */
  readonly seed: number;
}

/** A lesion of a plan with its site. */
export interface PlannedLesion extends SeededLesion {
  readonly placement: Placement;
}

export interface LesionPlan {
  /** With every `any` settled. */
  readonly plan: Plan;
  /** Largest first. */
  readonly lesions: readonly PlannedLesion[];
  readonly warnings: readonly SynthesisWarning[];
}

/** Distances tried for a satellite before any distance will do. */
const DISTANCE_TRIES = 4;
/** Half the thickness of the shell a satellite is drawn from, mm: about a voxel of the survey. */
const SHELL_MM = 1.5;
/** A satellite farther out than this is none. */
const FARTHEST_MM = 60;

/**
 * Draws the lesions of a plan and a site for each, the largest first, clear of each other. What finds no site is left out with a warning.
 * Throws placement/no-legal-site when none does.
 */
export function planLesions(request: PlanRequest): LesionPlan {
  const draws = makeDraws({ seed: request.seed, stage: 'plan' });
  const { plan, lesions: wanted } = drawPlan(request.plan, draws);
  const lesions: PlannedLesion[] = [];
  const left: string[] = [];
  for (const lesion of wanted) {
    const seed = draws.integer(`${lesion.name} seed`, 2 ** 32);
    const placement = place({ request, lesion, seed, placed: lesions, draws });
    if (placement) lesions.push({ ...lesion, seed, placement });
    else left.push(lesion.name);
  }
  if (lesions.length === 0)
    throw new GatewayError('placement/no-legal-site', `None of the ${wanted.length} lesions of the plan finds a site in this organ; choose a smaller class or an earlier stage.`, {
      context: { plan, wanted: wanted.length, inscribedRadiusMm: request.survey.inscribedRadiusMm },
    });
  const message = `${left.length} of ${wanted.length} planned lesions found no site and were left out: ${left.join(', ')}.`;
  return { plan, lesions, warnings: left.length === 0 ? [] : [{ code: 'plan/fewer-lesions', message }] };
}

interface Candidate {
  readonly request: PlanRequest;
  readonly lesion: WantedLesion;
  readonly seed: number;
  readonly placed: readonly PlannedLesion[];
  readonly draws: Draws;
}

function place({ request, lesion, seed, placed, draws }: Candidate): Placement | undefined {
  const { survey, policy, radiusMm: [low, high] } = request;
  const { radiusMm, gapMm } = lesion;
  if (radiusMm < low || radiusMm > high) return undefined;
  const taken = placed.map(other => ({ centreLps: other.placement.centreLps, radiusMm: other.radiusMm }));
  const site: PlacementRequest = { survey, radiusMm, gapMm, seed, taken, ...(policy ? { policy } : {}), ...request.growth?.({ ...lesion, seed }) };
  if (lesion.fromCoreMm === undefined) return siteOrNone(site);
  const core = placed.find(({ role }) => role === 'core');
  return core && placeSatellite({ site, core, draws, name: lesion.name, meanMm: lesion.fromCoreMm });
}

interface Satellite {
  readonly site: PlacementRequest;
  readonly core: PlannedLesion;
  readonly draws: Draws;
  readonly name: string;
  readonly meanMm: number;
}

/** At the core's surface + an exponential distance, given that the gap is kept; where no such distance has a site, at any. */
function placeSatellite({ site, core, draws, name, meanMm }: Satellite): Placement | undefined {
  const { centreLps } = core.placement;
  const nearestMm = LARGEST_HALF_AXIS * (core.radiusMm + site.radiusMm) + (site.gapMm ?? 0);
  for (let n = 0; n < DISTANCE_TRIES; n++) {
    const beyondMm = -meanMm * Math.log(draws.uniform(`${name} distance ${n}`, 0, 1));
    // Given that it is at least so far, an exponential distance is as far again (it has no memory).
    const distanceMm = core.radiusMm + beyondMm >= nearestMm ? core.radiusMm + beyondMm : nearestMm + beyondMm;
    if (distanceMm > FARTHEST_MM + core.radiusMm) continue;
    const found = siteOrNone({ ...site, strict: true, around: { centreLps, lowMm: distanceMm - SHELL_MM, highMm: distanceMm + SHELL_MM } });
    if (found) return found;
  }
  return siteOrNone({ ...site, around: { centreLps, lowMm: nearestMm, highMm: core.radiusMm + FARTHEST_MM } });
}

function siteOrNone(request: PlacementRequest): Placement | undefined {
  try {
    return choosePlacement(request);
  } catch (error) {
    if (error instanceof GatewayError && error.code.startsWith('placement/')) return undefined;
    throw error;
  }
}
