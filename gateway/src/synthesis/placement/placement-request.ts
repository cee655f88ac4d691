import type { Vec3 } from '../../volume/geometry.ts';
import type { PlacementPolicy } from '../generator.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';

/** How the rules for a site were eased, in the order they are tried. */
export type Relaxation =
  | 'border-distance' | 'vessel-overlap' | 'clearance-0.9' | 'clearance-0.81' | 'clearance-0.73'
  | 'cube-test' | 'central-slices' | 'exophytic-room' | 'exophytic-share';

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
  /** The caller's site. Absent: a legal one is drawn. */
  readonly centreLps?: Vec3;
  /** Rules a site is drawn under; default `ball`. */
  readonly policy?: PlacementPolicy;
  /** Growth beyond the organ's border. Absent: the lesion stays inside. */
  readonly exophytic?: Exophytic;
  /** Lesions that are already there; a new one keeps clear of them under every rule. */
  readonly taken?: readonly TakenBall[];
  /** Healthy tissue left between two lesions of largest half axes, mm; default 2. */
  readonly gapMm?: number;
  /** A drawn centre lies this far from a point, under every rule: satellites about a core. */
  readonly around?: { readonly centreLps: Vec3; readonly lowMm: number; readonly highMm: number };
  /** Never ease a rule; fail with placement/no-legal-site instead. */
  readonly strict?: boolean;
}

export interface Exophytic {
  /** Share of the lesion's volume outside the organ, above 0. */
  readonly share: number;
  /** Share of what a ball holds outside the organ that gives way to a lesion, 0..1. */
  readonly roomAt: (centreLps: Vec3, radiusMm: number) => number;
}

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
