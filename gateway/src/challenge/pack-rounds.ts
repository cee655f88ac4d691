import { GatewayError } from '../errors.ts';
import type { Generator } from '../synthesis/generator.ts';
import { choosePlacement, type Placement, type PlacementRequest } from '../synthesis/placement/choose-placement.ts';
import type { OrganSurvey } from '../synthesis/survey/organ-statistics.ts';
import type { WantedLesion } from './wanted-lesions.ts';

/** A lesion with its site. */
export interface PlacedLesion extends WantedLesion {
  readonly placement: Placement;
}

/** A lesion that the organ has no room for, and why. */
export interface UnplacedLesion extends WantedLesion {
  readonly reason: string;
}

export interface Packing {
  /** Lesions that share a scan, clear of each other. */
  readonly rounds: readonly (readonly PlacedLesion[])[];
  readonly unplaced: readonly UnplacedLesion[];
}

export interface PackOptions {
  readonly survey: OrganSurvey;
  readonly generator: Generator;
  /** Lesions in one scan at most. */
  readonly perScan: number;
}

/** Left between two lesions, mm: what is predicted for one must not run into the other. */
const GAP_MM = 10;

/**
 * Distributes lesions over as few scans as hold them: the largest first, each under the strictest rules for a site; the rules are eased only for
 * a lesion that has a scan to itself. Same input, same packing.
 */
export function packRounds(wanted: readonly WantedLesion[], { survey, generator, perScan }: PackOptions): Packing {
  const rounds: PlacedLesion[][] = [];
  const unplaced: UnplacedLesion[] = [];
  let waiting = wanted.toSorted((a, b) => b.radiusMm - a.radiusMm);
  const siteFor = ({ radiusMm, seed }: WantedLesion, others: readonly PlacedLesion[], strict: boolean) => {
    const taken = others.map(other => ({ centreLps: other.placement.centreLps, radiusMm: other.radiusMm }));
    return trySite({ survey, radiusMm, seed, taken, gapMm: GAP_MM, strict, ...(generator.placement ? { policy: generator.placement } : {}) });
  };
  while (waiting.length > 0) {
    const [first, ...others] = waiting as [WantedLesion, ...WantedLesion[]];
    const site = firstSite(siteFor(first, [], true), () => siteFor(first, [], false));
    if (typeof site === 'string') {
      unplaced.push({ ...first, reason: site });
      waiting = others;
      continue;
    }
    const round: PlacedLesion[] = [{ ...first, placement: site }];
    // A lesion that finds no room leaves none for a larger one; the next is tried only when it is clearly smaller.
    let tooLargeMm = Infinity;
    for (const lesion of site.relaxations.length > 0 ? [] : others) {
      if (round.length === perScan) break;
      if (lesion.radiusMm > SMALLER * tooLargeMm) continue;
      const next = siteFor(lesion, round, true);
      if (typeof next === 'string') tooLargeMm = lesion.radiusMm;
      else round.push({ ...lesion, placement: next });
    }
    rounds.push(round);
    waiting = others.filter(lesion => !round.some(({ seed }) => seed === lesion.seed));
  }
  return { rounds, unplaced };
}

const SMALLER = 0.9;

const firstSite = (strict: Placement | string, eased: () => Placement | string): Placement | string => (typeof strict === 'string' ? eased() : strict);

/** A site, or the reason why there is none. */
function trySite(request: PlacementRequest): Placement | string {
  try {
    return choosePlacement(request);
  } catch (error) {
    if (error instanceof GatewayError && error.code.startsWith('placement/')) return error.code;
    throw error;
  }
}
