import type { ContrastPhase } from '../../state/draft.ts';
import type { PointLps } from '../../state/site.ts';

/** One lesion to preview, with nothing left open that the gateway would settle otherwise. */
export interface LesionSpec {
  readonly generator: string;
  /** The gateway's; another version would make another lesion. */
  readonly generatorVersion: string;
  /** Absent: the organ's first. */
  readonly kind?: string;
  readonly phase: ContrastPhase;
  readonly centreLps: PointLps;
  readonly radiusMm: number;
  readonly seed: number;
  /** Keys what all lesions of a scan share: the seed of the whole request. */
  readonly scanSeed: number;
  /** Valid under the generator's schema, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
}
