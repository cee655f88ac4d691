import type { PlacementRequest, Relaxation } from './placement-request.ts';

export interface Sites {
  /** Offsets on the working grid to draw from, each as likely. */
  readonly sites: readonly number[];
  /** Share of the organ's voxels where the rules hold. */
  readonly legalShare: number;
}

/** One set of rules a site may be drawn under. */
export interface Step {
  readonly relaxations: readonly Relaxation[];
  /** A ball of this radius around or beside the site must lie inside the organ, mm; 0: the organ may cut the lesion. */
  readonly fitMm: number;
  readonly legal: () => Sites;
}

/** The rules of a policy, strictest first. */
export type Steps = (request: PlacementRequest) => readonly Step[];
