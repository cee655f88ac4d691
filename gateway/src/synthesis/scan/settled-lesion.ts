import type { LesionKind } from '../../anatomy/lesion-kind.ts';
import type { ContrastPhase } from '../../anatomy/organ.ts';
import type { LesionRole } from '../plan/lesion-group.ts';
import type { Placement } from '../placement/choose-placement.ts';

/** A lesion of which everything is known that is decided before it is generated. */
export interface SettledLesion {
  readonly role: LesionRole;
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  readonly seed: number;
  readonly kind: LesionKind;
  readonly phase: ContrastPhase;
  /** Asked for, valid under the generator's schema, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly placement: Placement;
  /** True: the scan goes without it when the organ does not hold it after all. */
  readonly optional: boolean;
}
