import type { RowSpans } from '../../../kernels/kernel.ts';
import { pullFactor, type Pull } from '../../../kernels/pull-warp/pull-factor.ts';
import { dilateSpans } from '../../../kernels/row-spans.ts';
import { marginVoxels } from '../../../volume/crop.ts';
import type { Geometry } from '../../../volume/geometry.ts';
import { ballSpans } from '../../frame/ball-spans.ts';
import type { LesionFrame } from '../../frame/lesion-frame.ts';
import { voxelReachMm } from '../../frame/voxel-reach.ts';
import { filledSpans, joinSpans } from '../published/spans.ts';
import type { PaperLook } from './look.ts';

/** The edge is below the support, and the capsule's blur ends, this many SDs out. */
export const EDGE_SDS = 3.2;
export const CAPSULE_SDS = 4;
/** A capsule's edge (opacity 0.4 and more) lies no farther outside than this, in SDs of the edge: the median of |x| in three dimensions is 1.54. */
const RIM_SDS = 1.75;

/** Where each step of the pasting has something to do. */
export interface Regions {
  /** Where the lesion may be opaque, before the mass effect and after it. */
  readonly opaque: RowSpans;
  readonly shown: RowSpans;
  /** The tissue that is needed, and what of it changes. */
  readonly read: RowSpans;
  readonly changed: RowSpans;
  /** Where the capsule may be. */
  readonly rim: RowSpans;
}

export interface RegionsOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** Share of each voxel that is lesion, before the mass effect. */
  readonly occupancy: Float32Array;
  readonly look: PaperLook;
}

export function regionsOf({ geometry, frame, occupancy, look: { edgeSigmaMm, capsuleHu, capsuleMm, pull } }: RegionsOptions): Regions {
  const { dimensions } = geometry;
  const wider = (spans: RowSpans, mm: number) => dilateSpans(spans, dimensions, marginVoxels(geometry, mm));
  const solid = filledSpans(occupancy, dimensions[0]);
  const opaque = wider(solid, EDGE_SDS * edgeSigmaMm);
  const driftMm = pull ? largestDriftMm(pull) : 0;
  const shown = pull ? wider(opaque, driftMm) : opaque;
  const rim = capsuleHu > 0 ? wider(solid, driftMm + RIM_SDS * edgeSigmaMm + CAPSULE_SDS * capsuleMm) : shown;
  const painted = joinSpans(shown, rim);
  if (!pull) return { opaque, shown, rim, read: painted, changed: painted };
  const withBall = (radiusMm: number) => joinSpans(painted, ballSpans(dimensions, frame, radiusMm));
  return { opaque, shown, rim, read: withBall(pull.reachMm + 2 * voxelReachMm(frame)), changed: withBall(pull.reachMm) };
}

const STEPS = 128;

/** How far the mass effect moves anything, mm. */
export function largestDriftMm(pull: Pull): number {
  let most = 0;
  for (let n = 1; n < STEPS; n++) {
    const distanceMm = (n / STEPS) * pull.reachMm;
    most = Math.max(most, distanceMm * (1 - pullFactor(pull, distanceMm)));
  }
  return most * (1 + 2 / STEPS);
}
