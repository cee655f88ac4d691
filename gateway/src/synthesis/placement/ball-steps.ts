import { ballContent } from './ball-content.ts';
import { BORDER_SHARE, LARGEST_HALF_AXIS, VESSEL_GAP_MM } from './clearances.ts';
import { isFree } from './is-free.ts';
import type { PlacementRequest, Relaxation } from './placement-request.ts';
import { sample } from './sample.ts';
import type { Sites, Step } from './step.ts';

const OVERLAP_SHARE = 0.02;
const ORGAN_SHARE = 0.6;

interface Rule {
  readonly relaxations: readonly Relaxation[];
  readonly halfAxisMm: number;
  /** Centre at least this many half axes inside the border. */
  readonly depthFactor: number;
  /** Largest share of the lesion's ball that vessels may fill. */
  readonly overlap: number;
}

/**
 * Farther than the largest half axis + 1 mm from every vessel, farther than half of it from the border; then on the border, then 2 % of
 * vessel, then with a smaller half axis.
 */
export function ballSteps(request: PlacementRequest): readonly Step[] {
  const halfAxisMm = LARGEST_HALF_AXIS * request.radiusMm;
  const eased: Rule = { relaxations: ['border-distance', 'vessel-overlap'], halfAxisMm, depthFactor: 0, overlap: OVERLAP_SHARE };
  const shrunk = (['clearance-0.9', 'clearance-0.81', 'clearance-0.73'] as const).map(
    (name, n): Rule => ({ ...eased, halfAxisMm: halfAxisMm * 0.9 ** (n + 1), relaxations: [...eased.relaxations, name] }),
  );
  const rules: readonly Rule[] = [
    { relaxations: [], halfAxisMm, depthFactor: BORDER_SHARE, overlap: 0 },
    { relaxations: ['border-distance'], halfAxisMm, depthFactor: 0, overlap: 0 },
    eased,
    ...shrunk,
  ];
  return rules.map(rule => ({
    relaxations: rule.relaxations,
    fitMm: request.radiusMm,
    legal: () => (rule.relaxations.length === 0 ? clearSites(request, rule) : easedSites(request, rule)),
  }));
}

function clearSites(request: PlacementRequest, rule: Rule): Sites {
  const sites = sitesBeyond(request, rule, rule.halfAxisMm + VESSEL_GAP_MM);
  return { sites, legalShare: sites.length / request.survey.organSites.length };
}

/** Sites among a sample where the organ holds most of the lesion's ball and vessels no more of it than the rule allows. */
function easedSites(request: PlacementRequest, rule: Rule): Sites {
  const inside = sitesBeyond(request, rule, rule.overlap > 0 ? 0 : rule.halfAxisMm + VESSEL_GAP_MM);
  const candidates = sample(request, inside);
  const sites = candidates.filter(at => {
    const { organ, vessel } = ballContent(request.survey, at, rule.halfAxisMm);
    return organ >= ORGAN_SHARE && vessel <= rule.overlap;
  });
  return { sites, legalShare: ((sites.length / Math.max(1, candidates.length)) * inside.length) / request.survey.organSites.length };
}

function sitesBeyond(request: PlacementRequest, { halfAxisMm, depthFactor }: Rule, clearMm: number): number[] {
  const { borderMm, obstacleMm, organSites } = request.survey;
  const free = isFree(request, halfAxisMm);
  const sites: number[] = [];
  for (const at of organSites) if (borderMm[at]! > depthFactor * halfAxisMm && obstacleMm[at]! > clearMm && free(at)) sites.push(at);
  return sites;
}
