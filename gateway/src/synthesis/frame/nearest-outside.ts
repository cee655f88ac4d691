import type { Volume } from '../../volume/volume.ts';
import type { FrameRow, LesionFrame } from './lesion-frame.ts';

/** Distance in mm from the lesion's centre to the nearest voxel that is not in the mask, up to `reachMm`; Infinity when there is none so near. The scan's own edge is no border. */
export function nearestOutside({ geometry: { dimensions }, voxels }: Volume<Uint8Array>, frame: LesionFrame, reachMm: number): number {
  const [columns, rows, slices] = dimensions;
  const { frameX, frameY, frameZ } = frame.rows;
  const [ax, ay, az] = [frameX[0], frameY[0], frameZ[0]];
  const stepSquared = ax ** 2 + ay ** 2 + az ** 2;
  let nearest = reachMm * reachMm;
  let found = false;
  const { voxelJ, voxelK } = frame.inverse;
  const [fromJ, toJ] = planesWithin(voxelJ, { frame, count: rows, reachMm });
  const [fromK, toK] = planesWithin(voxelK, { frame, count: slices, reachMm });
  for (let at = 0, across = toJ - fromJ, end = across * (toK - fromK); at < end; at++) {
    const j = fromJ + (at % across);
    const k = fromK + Math.floor(at / across);
    const x = frameX[1] * j + frameX[2] * k + frameX[3];
    const y = frameY[1] * j + frameY[2] * k + frameY[3];
    const z = frameZ[1] * j + frameZ[2] * k + frameZ[3];
    const foot = -(x * ax + y * ay + z * az) / stepSquared;
    const asideSquared = x * x + y * y + z * z - foot * foot * stepSquared;
    if (asideSquared > nearest) continue;
    // Within the row the distance grows on both sides of the foot.
    const half = Math.sqrt((nearest - asideSquared) / stepSquared);
    const start = columns * (j + rows * k);
    const meet = (i: number) => {
      const squared = asideSquared + (i - foot) ** 2 * stepSquared;
      if (squared > nearest) return;
      nearest = squared;
      found = true;
    };
    for (let i = Math.max(0, Math.ceil(foot)), end = Math.min(columns - 1, Math.floor(foot + half)); i <= end; i++)
      if (voxels[start + i] === 0) {
        meet(i);
        break;
      }
    for (let i = Math.min(columns - 1, Math.ceil(foot) - 1), end = Math.max(0, Math.ceil(foot - half)); i >= end; i--)
      if (voxels[start + i] === 0) {
        meet(i);
        break;
      }
  }
  return found ? Math.sqrt(nearest) : Infinity;
}

/** The planes of voxels across an axis that the ball meets: first, and one beyond the last. */
function planesWithin([x, y, z]: FrameRow, { frame: { rows: { frameX, frameY, frameZ } }, count, reachMm }: { readonly frame: LesionFrame; readonly count: number; readonly reachMm: number }): readonly [number, number] {
  const centre = -(x * frameX[3] + y * frameY[3] + z * frameZ[3]);
  const reach = reachMm * Math.hypot(x, y, z) + 1e-6;
  return [Math.max(0, Math.ceil(centre - reach)), Math.min(count, Math.floor(centre + reach) + 1)];
}
