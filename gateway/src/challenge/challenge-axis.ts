import type { Draws } from '../synthesis/draws.ts';

/** A stretch of one property of lesions, from `low` (inclusive) to `high`. */
export interface Band {
  /** "5-10 mm". */
  readonly label: string;
  readonly low: number;
  readonly high: number;
}

/** What a band asks of a lesion; axes ask for different things, so that they can be joined. */
export interface AxisAsk {
  /** Volume-equivalent, mm. */
  readonly radiusMm?: number;
  /** The generator's own. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** One property that a challenge varies while everything else is drawn as usual. */
export interface ChallengeAxis {
  /** Machine name: `size`. */
  readonly name: string;
  /** What a reader sees, with its unit. */
  readonly title: string;
  readonly bands: readonly Band[];
  /** Parameters that the generator must have for this axis. */
  readonly needs: readonly string[];
  /** A draw from the band. */
  ask(band: Band, draws: Draws): AxisAsk;
}
