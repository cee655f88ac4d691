import type { RowSpans } from '../../../kernels/kernel.ts';
import { pullFactor, type Pull } from '../../../kernels/pull-warp/pull-factor.ts';
import { dilateSpans, joinSpans, swellSpans } from '../../../kernels/row-spans.ts';
import { marginVoxels } from '../../../volume/crop.ts';
import type { Geometry } from '../../../volume/geometry.ts';
import { ballSpans } from '../../frame/ball-spans.ts';
import type { LesionFrame } from '../../frame/lesion-frame.ts';
import { voxelReachMm } from '../../frame/voxel-reach.ts';
import type { PaperLook } from './look.ts';

/** The edge is below the support, and the capsule's blur ends, this many SDs out. */
export const EDGE_SDS = 3.2;
export const CAPSULE_SDS = 3;
/** Farther out a lesion is less than a hundredth opaque: nobody sees its texture there. */
const TEXTURE_SDS = 2.4;
/** A capsule's edge (opacity 0.4 and more) lies no farther outside than this, in SDs of the edge: the median of |x| in three dimensions is 1.54. */
const RIM_SDS = 1.75;

/** Where each step of the pasting has something to do. */
export interface Regions {
  /** Where the lesion may be opaque, before the mass effect and after it. */
  readonly opaque: RowSpans;
  /** Where its texture may be seen, before the mass effect. */
  readonly textured: RowSpans;
  readonly shown: () => RowSpans;
  /** The tissue that is needed, and what of it changes. */
  readonly read: RowSpans;
  readonly changed: RowSpans;
  /** Where the lesion may be after the mass effect, without its soft edge. */
  readonly moved: RowSpans;
  /** Where the capsule may be, before its blur and after it. */
  readonly crest: RowSpans;
  readonly rim: RowSpans;
}

export interface RegionsOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** Where a voxel's share of lesion may be other than 0, before the mass effect. */
  readonly solid: RowSpans;
  readonly look: PaperLook;
}

export function regionsOf({ geometry, frame, solid, look: { edgeSigmaMm, capsuleHu, capsuleMm, pull } }: RegionsOptions): Regions {
  const { dimensions } = geometry;
  const wider = (spans: RowSpans, mm: number) => swellSpans(spans, dimensions, marginVoxels(geometry, mm));
  // What a voxel shows is read between its neighbours, and a capsule's edge has the width of one.
  const beside = (spans: RowSpans) => dilateSpans(spans, dimensions, [1, 1, 1]);
  const opaque = wider(solid, EDGE_SDS * edgeSigmaMm);
  const textured = wider(solid, TEXTURE_SDS * edgeSigmaMm);
  const driftMm = pull ? largestDriftMm(pull) : 0;
  const shown = () => (pull ? wider(opaque, driftMm) : opaque);
  const moved = pull ? beside(wider(solid, driftMm)) : solid;
  const crest = beside(wider(solid, driftMm + RIM_SDS * edgeSigmaMm));
  const [rimMm, shownMm] = [RIM_SDS * edgeSigmaMm + CAPSULE_SDS * capsuleMm, EDGE_SDS * edgeSigmaMm];
  const rim = capsuleHu > 0 ? wider(solid, driftMm + rimMm) : shown();
  const painted = capsuleHu > 0 && rimMm < shownMm ? joinSpans(shown(), rim) : rim;
  const regions = { opaque, textured, shown, moved, crest, rim };
  if (!pull) return { ...regions, read: painted, changed: painted };
  const withBall = (radiusMm: number) => joinSpans(painted, ballSpans(dimensions, frame, radiusMm));
  return { ...regions, read: withBall(pull.reachMm + 2 * voxelReachMm(frame)), changed: withBall(pull.reachMm) };
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
