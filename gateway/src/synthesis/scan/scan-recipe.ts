import type { ContrastPhase } from '../../anatomy/organ.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { Plan } from '../plan/draw-plan.ts';
import type { LesionRole } from '../plan/lesion-group.ts';
import type { Placement } from '../placement/choose-placement.ts';
import type { QualityRecord } from '../quality/quality-test.ts';
import type { OrganStatistics } from '../survey/statistics.ts';

/** Everything one lesion was made from. */
export type LesionRecipe = {
  /** Its number in the scan, 1 and up: its value in the instance map. */
  readonly lesion: number;
  readonly role: LesionRole;
  readonly seed: number;
  readonly kind: string;
  /** Volume-equivalent, mm. */
  readonly radiusMm: number;
  readonly centreLps: Vec3;
  readonly phase: ContrastPhase;
  /** Parameters that were asked for; with the seed they give all the others. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** Every value, asked for or drawn. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly placement: Placement;
  /** Where a quality test was asked for: every attempt, the kept one last. */
  readonly quality?: QualityRecord;
  /** Codes. */
  readonly warnings: readonly string[];
};

/** Enough to make the same bytes again from the same scan and mask. JSON-serialisable. */
export type ScanRecipe = {
  readonly generator: string;
  readonly generatorVersion: string;
  readonly organ: string;
  readonly seed: number;
  /** What the lesions were drawn from; absent where they were given. */
  readonly plan?: Plan;
  readonly phaseSource: 'caller' | 'guessed';
  readonly statistics: OrganStatistics;
  /** SHA-256 of the voxels. */
  readonly input: VoxelDigests;
  /** In the order they were made. */
  readonly lesions: readonly LesionRecipe[];
  /** Codes. */
  readonly warnings: readonly string[];
};

/** Hex SHA-256 of the voxels of a scan and of its organ mask, little endian. */
export interface VoxelDigests {
  readonly ctSha256: string;
  readonly organMaskSha256: string;
}
