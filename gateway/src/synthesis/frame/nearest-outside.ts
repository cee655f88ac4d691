import type { Volume } from '../../volume/volume.ts';
import type { FrameRow, LesionFrame } from './lesion-frame.ts';

/** Distance in mm from the lesion's centre to the nearest voxel that is not in the mask, up to `reachMm`; Infinity when there is none so near. The scan's own edge is no border. */
export function nearestOutside({ geometry: { dimensions }, voxels }: Volume<Uint8Array>, frame: LesionFrame, reachMm: number): number {
  const [columns, rows, slices] = dimensions;
  const words = wordsOf(voxels);
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
    const from = Math.max(0, Math.ceil(foot - half));
    const to = Math.min(columns - 1, Math.floor(foot + half));
    if (isAllSet(voxels, words, { from: start + from, to: start + to + 1 })) continue;
    const meet = (i: number) => {
      const squared = asideSquared + (i - foot) ** 2 * stepSquared;
      if (squared > nearest) return;
      nearest = squared;
      found = true;
    };
    let right = Math.max(0, Math.ceil(foot));
    while (right <= to && voxels[start + right] !== 0) right++;
    if (right <= to) meet(right);
    let left = Math.min(columns - 1, Math.ceil(foot) - 1);
    while (left >= from && voxels[start + left] !== 0) left--;
    if (left >= from) meet(left);
  }
  return found ? Math.sqrt(nearest) : Infinity;
}

/** Four voxels at a time, where the mask's memory allows it. */
const wordsOf = ({ buffer, byteOffset, length }: Uint8Array): Uint32Array => (byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0));
const FOUR_SET = 0x01010101;

/** Whether the voxels of a row are seen at a glance to be all in the mask. */
function isAllSet(voxels: Uint8Array, words: Uint32Array, { from, to }: { readonly from: number; readonly to: number }): boolean {
  if (words.length === 0) return false;
  let v = from;
  for (; v < to && v % 4 !== 0; v++) if (voxels[v] === 0) return false;
  for (; v + 4 <= to; v += 4) if (words[v >> 2] !== FOUR_SET) return false;
  for (; v < to; v++) if (voxels[v] === 0) return false;
  return true;
}

/** The planes of voxels across an axis that the ball meets: first, and one beyond the last. */
function planesWithin([x, y, z]: FrameRow, { frame: { rows: { frameX, frameY, frameZ } }, count, reachMm }: { readonly frame: LesionFrame; readonly count: number; readonly reachMm: number }): readonly [number, number] {
  const centre = -(x * frameX[3] + y * frameY[3] + z * frameZ[3]);
  const reach = reachMm * Math.hypot(x, y, z) + 1e-6;
  return [Math.max(0, Math.ceil(centre - reach)), Math.min(count, Math.floor(centre + reach) + 1)];
}
