import type { Range } from '../../anatomy/lesion-kind.ts';
import type { RealismScene } from './realism-scene.ts';

/** `reported`: a number without a judgement. `unmeasured`: the lesion is too small or the scan too coarse to tell. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'reported' | 'unmeasured';

/** What a check finds in one lesion. */
export interface Finding {
  /** Absent where it cannot be measured. */
  readonly value?: number;
  /** Where a real lesion's value lies; absent where nothing is judged. */
  readonly band?: Range;
  readonly verdict: Verdict;
  /** A sentence with the number in it. */
  readonly reason: string;
}

/** One question asked of a synthetic lesion that needs no reader and no network. One file each in checks/. */
export interface RealismCheck {
  readonly name: string;
  readonly title: string;
  readonly measure: (scene: RealismScene) => Finding;
}
