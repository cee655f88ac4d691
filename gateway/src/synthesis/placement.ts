import { GatewayError } from '../errors.ts';
import { affineOf, ijkToLps, lpsToIjk, type Vec3 } from '../volume/geometry.ts';
import { offsetOf } from '../volume/volume.ts';
import { makeDraws } from './draws.ts';
import type { OrganSurvey } from './organ-statistics.ts';
import { ballContent } from './ball-content.ts';

/** How the rules for a site were eased, in the order they are tried. */
export type Relaxation = 'border-distance' | 'vessel-overlap' | 'clearance-0.9' | 'clearance-0.81' | 'clearance-0.73';

/** Where a lesion is put, and how that was decided. */
export interface Placement {
  readonly centreLps: Vec3;
  readonly source: 'caller' | 'drawn';
  /** Distance of the centre to the organ's border and to the nearest vessel, mm (absent without vessels). */
  readonly borderMm: number;
  readonly vesselMm?: number;
  /** Share of the organ's voxels where such a lesion may lie, under the rules that were used; absent for a caller's site. */
  readonly legalShare?: number;
  readonly relaxations: readonly Relaxation[];
}

/** A ball that another lesion already fills. */
export interface TakenBall {
  readonly centreLps: Vec3;
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
}

export interface PlacementRequest {
  readonly survey: OrganSurvey;
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  readonly seed: number;
  /** Number of the lesion in its scan; separates the draws of several lesions under one seed. */
  readonly lesion?: number;
  /** The caller's site. Absent: a legal one is drawn. */
  readonly centreLps?: Vec3;
  /** Lesions that are already there; a new one keeps clear of them under every rule. */
  readonly taken?: readonly TakenBall[];
  /** Healthy tissue left between two lesions of largest half axes, mm; default 2. */
  readonly gapMm?: number;
  /** A drawn centre lies this far from a point, under every rule: satellites about a core. */
  readonly around?: { readonly centreLps: Vec3; readonly lowMm: number; readonly highMm: number };
  /** Never ease a rule; fail with placement/no-legal-site instead. */
  readonly strict?: boolean;
}

/** Largest half axis of a lesion of radius 1 before its deformation. */
const LARGEST_HALF_AXIS = 1.25;
const VESSEL_GAP_MM = 1;
const LESION_GAP_MM = 2;
const OVERLAP_SHARE = 0.02;
const ORGAN_SHARE = 0.6;
const CANDIDATES = 512;

interface Rule {
  readonly relaxations: readonly Relaxation[];
  readonly halfAxisMm: number;
  /** Centre at least this many half axes inside the border. */
  readonly depthFactor: number;
  /** Largest share of the lesion's ball that vessels may fill. */
  readonly overlap: number;
}

/**
 * A site for a lesion: the caller's, checked, or a uniform draw from the legal ones (farther than the largest half axis + 1 mm
 * from every vessel, farther than half of it from the border). No legal one: rules are eased in a fixed order and recorded.
 * Throws placement/outside-organ, placement/overlaps-lesion, placement/radius-too-large, placement/no-legal-site.
 */
export function choosePlacement(request: PlacementRequest): Placement {
  const { survey, radiusMm } = request;
  if (radiusMm > survey.inscribedRadiusMm)
    throw new GatewayError('placement/radius-too-large', `A radius of ${radiusMm} mm does not fit: the organ holds at most ${survey.inscribedRadiusMm.toFixed(1)} mm. Ask for a smaller lesion.`, {
      context: { radiusMm, largestRadiusMm: survey.inscribedRadiusMm },
    });
  return request.centreLps ? checkSite(request, request.centreLps) : drawSite(request);
}

function checkSite({ survey, radiusMm, taken = [] }: PlacementRequest, centreLps: Vec3): Placement {
  const { geometry, organ } = survey.grid;
  const ijk = lpsToIjk(geometry, centreLps).map(Math.round) as unknown as Vec3;
  const inGrid = ijk.every((v, axis) => v >= 0 && v < geometry.dimensions[axis]!);
  const at = inGrid ? offsetOf(geometry, ijk) : 0;
  if (!inGrid || organ[at] !== 1)
    throw new GatewayError('placement/outside-organ', `The site (${centreLps.map(v => v.toFixed(1)).join(', ')}) mm lies outside the organ; choose a point inside it.`, { context: { centreLps: [...centreLps] } });
  if (taken.some(other => distanceMm(other.centreLps, centreLps) < other.radiusMm + radiusMm))
    throw new GatewayError('placement/overlaps-lesion', `At the site (${centreLps.map(v => v.toFixed(1)).join(', ')}) mm a lesion of ${radiusMm} mm would run into another one; move it or make it smaller.`, { context: { centreLps: [...centreLps], radiusMm } });
  return { centreLps, source: 'caller', ...distances(survey, at), relaxations: [] };
}

function drawSite(request: PlacementRequest): Placement {
  for (const rule of rules(request.radiusMm)) {
    const legal = rule.relaxations.length > 0 ? easedSites(request, rule) : clearSites(request, rule);
    if (legal.sites.length > 0) return pick(request, rule, legal);
    if (request.strict) break;
  }
  throw new GatewayError('placement/no-legal-site', `No site in the organ takes a lesion of ${request.radiusMm} mm clear of vessels; ask for a smaller one or name a site.`, {
    context: { radiusMm: request.radiusMm, inscribedRadiusMm: request.survey.inscribedRadiusMm },
  });
}

function rules(radiusMm: number): readonly Rule[] {
  const halfAxisMm = LARGEST_HALF_AXIS * radiusMm;
  const eased: Rule = { relaxations: ['border-distance', 'vessel-overlap'], halfAxisMm, depthFactor: 0, overlap: OVERLAP_SHARE };
  const shrunk = (['clearance-0.9', 'clearance-0.81', 'clearance-0.73'] as const).map(
    (name, n): Rule => ({ ...eased, halfAxisMm: halfAxisMm * 0.9 ** (n + 1), relaxations: [...eased.relaxations, name] }),
  );
  return [
    { relaxations: [], halfAxisMm, depthFactor: 0.5, overlap: 0 },
    { relaxations: ['border-distance'], halfAxisMm, depthFactor: 0, overlap: 0 },
    eased,
    ...shrunk,
  ];
}

interface Sites {
  /** Working offsets to draw from. */
  readonly sites: readonly number[];
  readonly legalShare: number;
}

/** True where a lesion of the given half axis keeps its gap to every lesion that is already there, and lies around what it should. */
function isFree({ survey, taken = [], gapMm = LESION_GAP_MM, around }: PlacementRequest, { halfAxisMm }: Rule): (at: number) => boolean {
  if (taken.length === 0 && !around) return () => true;
  const { geometry } = survey.grid;
  const [columns, rows] = geometry.dimensions;
  const m = affineOf(geometry) as number[];
  const shells = [
    ...taken.map(other => ({ centreLps: other.centreLps, lowMm: LARGEST_HALF_AXIS * other.radiusMm + halfAxisMm + gapMm, highMm: Infinity })),
    ...(around ? [around] : []),
  ];
  return at => {
    const [i, j, k] = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
    const x = m[0]! * i + m[1]! * j + m[2]! * k + m[3]!;
    const y = m[4]! * i + m[5]! * j + m[6]! * k + m[7]!;
    const z = m[8]! * i + m[9]! * j + m[10]! * k + m[11]!;
    return shells.every(({ centreLps: c, lowMm, highMm }) => {
      const squared = (x - c[0]) ** 2 + (y - c[1]) ** 2 + (z - c[2]) ** 2;
      return squared >= lowMm * lowMm && squared <= highMm * highMm;
    });
  };
}

function clearSites(request: PlacementRequest, rule: Rule): Sites {
  const { borderMm, obstacleMm, organSites } = request.survey;
  const { halfAxisMm, depthFactor } = rule;
  const free = isFree(request, rule);
  const sites: number[] = [];
  for (const at of organSites) if (borderMm[at]! > depthFactor * halfAxisMm && obstacleMm[at]! > halfAxisMm + VESSEL_GAP_MM && free(at)) sites.push(at);
  return { sites, legalShare: sites.length / organSites.length };
}

/** Sites among a bounded random sample where the organ holds most of the lesion's ball and vessels no more of it than the rule allows. */
function easedSites(request: PlacementRequest, rule: Rule): Sites {
  const { survey, seed, lesion } = request;
  const free = isFree(request, rule);
  const clear = rule.overlap > 0 ? 0 : rule.halfAxisMm + VESSEL_GAP_MM;
  const inside: number[] = [];
  for (const at of survey.organSites)
    if (survey.borderMm[at]! > rule.depthFactor * rule.halfAxisMm && survey.obstacleMm[at]! > clear && free(at)) inside.push(at);
  const draws = makeDraws({ seed, stage: 'placement', ...(lesion === undefined ? {} : { lesion }) });
  const candidates = inside.length <= CANDIDATES ? inside : Array.from({ length: CANDIDATES }, (_, n) => inside[draws.integer(`candidate ${n}`, inside.length)]!);
  const sites = candidates.filter(at => {
    const { organ, vessel } = ballContent(survey, at, rule.halfAxisMm);
    return organ >= ORGAN_SHARE && vessel <= rule.overlap;
  });
  return { sites, legalShare: ((sites.length / Math.max(1, candidates.length)) * inside.length) / survey.organSites.length };
}

function pick({ survey, seed, lesion }: PlacementRequest, rule: Rule, { sites, legalShare }: Sites): Placement {
  const draws = makeDraws({ seed, stage: 'placement', ...(lesion === undefined ? {} : { lesion }) });
  const at = sites[draws.integer('site', sites.length)]!;
  return { centreLps: siteLps(survey.grid, at), source: 'drawn', ...distances(survey, at), legalShare, relaxations: rule.relaxations };
}

function distances({ borderMm, obstacleMm }: OrganSurvey, at: number): Pick<Placement, 'borderMm' | 'vesselMm'> {
  const vesselMm = obstacleMm[at]!;
  return { borderMm: borderMm[at]!, ...(Number.isFinite(vesselMm) ? { vesselMm } : {}) };
}

function siteLps({ geometry }: OrganSurvey['grid'], at: number): Vec3 {
  const [columns, rows] = geometry.dimensions;
  return ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
}

const distanceMm = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
