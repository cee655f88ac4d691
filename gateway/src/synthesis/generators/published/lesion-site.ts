import { crop, type Box } from '../../../volume/crop.ts';
import type { Geometry, Vec3 } from '../../../volume/geometry.ts';
import { isFullMask } from '../../../volume/is-full-mask.ts';
import type { Volume } from '../../../volume/volume.ts';
import { lesionFrame } from '../../frame/lesion-frame.ts';
import { nearestOutside } from '../../frame/nearest-outside.ts';
import { voxelReachMm } from '../../frame/voxel-reach.ts';
import type { LesionShape } from '../../shape/lattice-shape.ts';
import { FREE_GROWTH, LARGEST_GROWTH } from '../../shape/rasterise.ts';

export interface LesionSiteOptions {
  readonly shape: LesionShape;
  readonly centreLps: Vec3;
  /** Where the lesion's volume counts: a shape near its border may have to grow. */
  readonly organMask: Volume<Uint8Array>;
  /** How far beyond the shape anything changes, mm. */
  readonly rimMm: number;
  /** Radius of a ball around the centre that changes too, mm. */
  readonly ballMm?: number;
}

export interface LesionSite {
  /** The voxels that a lesion may change, clipped to the grid; never empty. */
  readonly box: Box;
  /** The organ there. */
  readonly organMask: Volume<Uint8Array>;
  /** From the centre to the nearest voxel outside the organ, mm; Infinity where that is too far to matter, absent where it was not looked for. */
  readonly borderMm?: number;
}

/** The part of the grid to work on. */
export function lesionSite({ shape, centreLps, organMask, rimMm, ballMm = 0 }: LesionSiteOptions): LesionSite {
  const frame = lesionFrame(organMask.geometry, centreLps);
  const voxelMm = voxelReachMm(frame);
  const beyondMm = rimMm + 2 * voxelMm;
  const grown = (growth: number): Box => {
    const spans = extentsMm(shape, growth * shape.levelMm).map(([low, high]) => [Math.min(low - beyondMm, -ballMm), Math.max(high + beyondMm, ballMm)] as const);
    return boxOfSpans(organMask.geometry, centreLps, spans);
  };
  const box = grown(FREE_GROWTH);
  const near = crop(organMask, box);
  if (isFullMask(near.voxels)) return { box, organMask: near, borderMm: Infinity };
  const borderMm = nearestOutside(organMask, frame, FREE_GROWTH * shape.reachMm + voxelMm);
  if (borderMm === Infinity) return { box, organMask: near, borderMm };
  const larger = grown(LARGEST_GROWTH);
  return { box: larger, organMask: crop(organMask, larger), borderMm };
}

type Span = readonly [number, number];

/** From where to where the part of a shape below a level reaches along x, y and z from the centre, mm. */
function extentsMm({ values, lattice: { count, stepMm, originMm } }: LesionShape, levelMm: number): readonly Span[] {
  const [first, last] = [[count, count, count], [-1, -1, -1]];
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++)
      for (let a = 0; a < count; a++, n++) {
        if (values[n]! >= levelMm) continue;
        if (a < first[0]!) first[0] = a;
        if (a > last[0]!) last[0] = a;
        if (b < first[1]!) first[1] = b;
        if (b > last[1]!) last[1] = b;
        if (c < first[2]!) first[2] = c;
        last[2] = c;
      }
  // A point below the level reaches up to the next one.
  return originMm.map((origin, axis) => [origin + (first[axis]! - 1) * stepMm, origin + (last[axis]! + 1) * stepMm] as const);
}

/** The voxels whose centres lie in a block along the patient's axes (and more where the grid is oblique). */
function boxOfSpans(geometry: Geometry, centreLps: Vec3, [x, y, z]: readonly Span[]): Box {
  const { inverse: { voxelI, voxelJ, voxelK }, rows: { frameX, frameY, frameZ } } = lesionFrame(geometry, centreLps);
  const [low, high]: [number[], number[]] = [[], []];
  [voxelI, voxelJ, voxelK].forEach((row, axis) => {
    const of = (px: number, py: number, pz: number) => row[0] * (px - frameX[3]) + row[1] * (py - frameY[3]) + row[2] * (pz - frameZ[3]);
    const corners = x!.flatMap(px => y!.flatMap(py => z!.map(pz => of(px, py, pz))));
    const last = geometry.dimensions[axis]! - 1;
    const clip = (value: number) => Math.min(last, Math.max(0, value));
    low.push(clip(Math.floor(Math.min(...corners))));
    high.push(clip(Math.ceil(Math.max(...corners))) + 1);
  });
  return { low: low as unknown as Vec3, high: high as unknown as Vec3 };
}
