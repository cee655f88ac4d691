import { ballContent } from './ball-content.ts';
import { LARGEST_HALF_AXIS, VESSEL_GAP_MM } from './clearances.ts';
import { isFree } from './is-free.ts';
import type { Exophytic, PlacementRequest, Relaxation } from './placement-request.ts';
import { sample } from './sample.ts';
import type { Sites, Step } from './step.ts';
import { siteLps } from './site-lps.ts';

/** The share outside may miss the one asked for by this much. */
const SHARE_TOLERANCE = 0.07;
/** Sites kept when none comes near the share. */
const NEAREST = 8;

interface Rule {
  readonly relaxations: readonly Relaxation[];
  readonly clearMm: number;
  /** Least share of the outside that must give way. */
  readonly room: number;
  readonly anyShare?: boolean;
}

/** Sites in the organ whose ball lies outside it by the share asked for, where what is outside gives way; then beside vessels, then with less room, then with another share. */
export function bulgingSteps(request: PlacementRequest, exophytic: Exophytic): readonly Step[] {
  const clearMm = LARGEST_HALF_AXIS * request.radiusMm + VESSEL_GAP_MM;
  const rules: readonly Rule[] = [
    { relaxations: [], clearMm, room: 0.85 },
    { relaxations: ['vessel-overlap'], clearMm: 0, room: 0.85 },
    { relaxations: ['vessel-overlap', 'exophytic-room'], clearMm: 0, room: 0.5 },
    { relaxations: ['vessel-overlap', 'exophytic-room', 'exophytic-share'], clearMm: 0, room: 0.5, anyShare: true },
  ];
  const fitMm = request.radiusMm * Math.cbrt(1 - exophytic.share);
  return rules.map(rule => ({ relaxations: rule.relaxations, fitMm, legal: () => bulgingSites(request, exophytic, rule) }));
}

function bulgingSites(request: PlacementRequest, { share, roomAt }: Exophytic, rule: Rule): Sites {
  const { survey, radiusMm } = request;
  const free = isFree(request, LARGEST_HALF_AXIS * radiusMm);
  const near: number[] = [];
  for (const at of survey.organSites) if (survey.borderMm[at]! <= radiusMm && survey.obstacleMm[at]! > rule.clearMm && free(at)) near.push(at);
  const candidates = sample(request, near);
  const roomy = candidates
    .map(at => ({ at, miss: Math.abs(1 - ballContent(survey, at, radiusMm).organ - share) }))
    .filter(({ at, miss }) => (rule.anyShare || miss <= SHARE_TOLERANCE) && roomAt(siteLps(survey.grid, at), radiusMm) >= rule.room);
  const kept = rule.anyShare ? roomy.sort((a, b) => a.miss - b.miss).slice(0, NEAREST) : roomy;
  return { sites: kept.map(({ at }) => at), legalShare: ((roomy.length / Math.max(1, candidates.length)) * near.length) / survey.organSites.length };
}
