import { GatewayError } from '../../errors.ts';
import { lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { offsetOf } from '../../volume/volume.ts';
import { makeDraws } from '../draws.ts';
import type { PlacementPolicy } from '../generator.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';
import { ballSteps } from './ball-steps.ts';
import { bulgingSteps } from './bulging-steps.ts';
import { centralSlicesSteps } from './central-slices-steps.ts';
import { cubeSteps } from './cube-steps.ts';
import { fitting } from './fitting.ts';
import { fits, localRadiusMm } from './local-radius.ts';
import type { Placement, PlacementRequest } from './placement-request.ts';
import { siteLps } from './site-lps.ts';
import type { Step, Steps } from './step.ts';

export { BORDER_SHARE, LARGEST_HALF_AXIS, VESSEL_GAP_MM } from './clearances.ts';
export type { Placement, PlacementRequest, TakenBall } from './placement-request.ts';

const POLICIES: Readonly<Record<PlacementPolicy, Steps>> = { ball: ballSteps, cube: cubeSteps, 'central-slices': centralSlicesSteps };

/** Sites drawn before all sites are looked at for one that is thick enough. */
const DRAWS = 24;

/**
 * A site for a lesion: the caller's, checked, or a uniform draw from the legal ones of the policy. No legal one: rules are eased in a
 * fixed order and recorded. The lesion must fit into the organ where it lies: a ball of its radius (of the part inside, when it is exophytic)
 * that holds the centre.
 * Throws placement/outside-organ, placement/overlaps-lesion, placement/radius-too-large, placement/no-legal-site.
 */
export function choosePlacement(request: PlacementRequest): Placement {
  const { survey, centreLps } = request;
  if (insideMm(request) > survey.inscribedRadiusMm) throw tooLarge(request, survey.inscribedRadiusMm, 'the organ');
  return centreLps ? checkSite(request, centreLps) : drawSite(request);
}

/** Radius of the part of the lesion that the organ must hold, mm. */
const insideMm = ({ radiusMm, exophytic }: PlacementRequest): number => radiusMm * Math.cbrt(1 - (exophytic?.share ?? 0));

function tooLarge(request: PlacementRequest, insideLargestMm: number, where: string): GatewayError {
  const { radiusMm } = request;
  const largestRadiusMm = Math.floor((10 * insideLargestMm * radiusMm) / insideMm(request)) / 10;
  return new GatewayError('placement/radius-too-large', `A radius of ${radiusMm} mm does not fit: ${where} holds at most ${largestRadiusMm.toFixed(1)} mm. Ask for a smaller lesion${request.centreLps ? ' or choose a thicker part' : ''}.`, {
    context: { radiusMm, largestRadiusMm },
  });
}

function checkSite(request: PlacementRequest, centreLps: Vec3): Placement {
  const { survey, radiusMm, taken = [] } = request;
  const { geometry, organ } = survey.grid;
  const place = `(${centreLps.map(v => v.toFixed(1)).join(', ')}) mm`;
  const ijk = lpsToIjk(geometry, centreLps).map(Math.round) as unknown as Vec3;
  const inGrid = ijk.every((v, axis) => v >= 0 && v < geometry.dimensions[axis]!);
  const at = inGrid ? offsetOf(geometry, ijk) : 0;
  if (!inGrid || organ[at] !== 1)
    throw new GatewayError('placement/outside-organ', `The site ${place} lies outside the organ; choose a point inside it.`, { context: { centreLps: [...centreLps] } });
  if (taken.some(other => distanceMm(other.centreLps, centreLps) < other.radiusMm + radiusMm))
    throw new GatewayError('placement/overlaps-lesion', `At the site ${place} a lesion of ${radiusMm} mm would run into another one; move it or make it smaller.`, { context: { centreLps: [...centreLps], radiusMm } });
  if (!fits(survey, at, insideMm(request))) throw tooLarge(request, localRadiusMm(survey, at), `at ${place} the organ`);
  return { centreLps, source: 'caller', ...distances(survey, at), relaxations: [] };
}

function drawSite(request: PlacementRequest): Placement {
  const { survey, radiusMm, exophytic, policy = 'ball', strict } = request;
  const steps = exophytic ? bulgingSteps(request, exophytic) : POLICIES[policy](request);
  for (const step of strict ? steps.slice(0, 1) : steps) {
    const { sites, legalShare } = step.legal();
    const at = pick(request, step, sites);
    if (at !== undefined) return { centreLps: siteLps(survey.grid, at), source: 'drawn', ...distances(survey, at), legalShare, relaxations: step.relaxations };
  }
  throw new GatewayError('placement/no-legal-site', `No site in the organ takes a lesion of ${radiusMm} mm clear of vessels and of other lesions; ask for a smaller one or name a site.`, {
    context: { radiusMm, inscribedRadiusMm: survey.inscribedRadiusMm },
  });
}

/** A uniform draw from the sites that are thick enough: most are, so a few draws are tried before all sites are looked at. */
function pick({ survey, seed }: PlacementRequest, { fitMm }: Step, sites: readonly number[]): number | undefined {
  if (sites.length === 0) return undefined;
  const draws = makeDraws({ seed, stage: 'placement' });
  for (let n = 0; n < DRAWS; n++) {
    const at = sites[draws.integer(n === 0 ? 'site' : `site ${n}`, sites.length)]!;
    if (fitMm === 0 || fits(survey, at, fitMm)) return at;
  }
  const thick = fitting(survey, sites, fitMm);
  return thick[draws.integer('thick site', Math.max(1, thick.length))];
}

function distances({ borderMm, obstacleMm }: OrganSurvey, at: number): Pick<Placement, 'borderMm' | 'vesselMm'> {
  const vesselMm = obstacleMm[at]!;
  return { borderMm: borderMm[at]!, ...(Number.isFinite(vesselMm) ? { vesselMm } : {}) };
}

const distanceMm = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
