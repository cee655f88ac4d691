import type { Range } from '../../anatomy/lesion-kind.ts';

/** Where a lesion stands among those of its scan. */
export type LesionRole = 'lesion' | 'core' | 'satellite';

/** Law of a volume-equivalent radius, mm. `half-axes`: the radius of an ellipsoid whose three half axes are each uniform in the range. */
export interface RadiusLaw {
  readonly law: 'uniform' | 'log-uniform' | 'half-axes';
  readonly rangeMm: Range;
}

/** Lesions of one law within a plan. */
export interface LesionGroup {
  /** Unique within its plan; names its draws. */
  readonly name: string;
  readonly role: LesionRole;
  /** Whole numbers, both included. */
  readonly count: Range;
  readonly radius: RadiusLaw;
  /** SD of the smooth bending, as a share of the radius. */
  readonly deformation: Range;
  /** Least healthy tissue to any other lesion of the plan, mm. */
  readonly gapMm: number;
  /** Whether it pushes aside what lies around; absent: as the generator draws it. */
  readonly massEffect?: boolean;
  /** Probability of a capsule; absent: as the generator draws it. */
  readonly capsule?: number;
  /** Its contrast is the scan's own, up to this share more or less: lesions of one disease look alike. Absent: a contrast of its own. */
  readonly contrastSpread?: number;
  /** Lies around the plan's core: mean distance of its centre from the core's surface, mm, exponential. Absent: anywhere legal. */
  readonly fromCoreMm?: number;
}
