import type { Box } from '../../../../gateway/src/volume/crop.ts';

type Numbers = Int16Array | Float32Array | Uint8Array;

/** Voxels of a box of the scan, i fastest, then j, then k. */
export interface Block<V extends Numbers = Numbers> {
  readonly box: Box;
  readonly voxels: V;
}

export const sizeOf = ({ low, high }: Box): readonly [columns: number, rows: number, slices: number] => [high[0] - low[0], high[1] - low[1], high[2] - low[2]];

export const countOf = (box: Box): number => sizeOf(box).reduce((product, n) => product * n, 1);

/** The box as seen from another box's first voxel. */
export const within = ({ low, high }: Box, { low: origin }: Box): Box => ({
  low: [low[0] - origin[0], low[1] - origin[1], low[2] - origin[2]],
  high: [high[0] - origin[0], high[1] - origin[1], high[2] - origin[2]],
});

/** The voxels both boxes hold; undefined when there is none. */
export function intersection(a: Box, b: Box): Box | undefined {
  const low: Box['low'] = [Math.max(a.low[0], b.low[0]), Math.max(a.low[1], b.low[1]), Math.max(a.low[2], b.low[2])];
  const high: Box['high'] = [Math.min(a.high[0], b.high[0]), Math.min(a.high[1], b.high[1]), Math.min(a.high[2], b.high[2])];
  return low.every((v, axis) => v < high[axis]!) ? { low, high } : undefined;
}

/** Copies into `target` what `source` holds of it. */
export function copyBlock(source: Block, target: Block): void {
  const shared = intersection(source.box, target.box);
  if (!shared) return;
  for (let k = shared.low[2]; k < shared.high[2]; k++)
    for (let j = shared.low[1]; j < shared.high[1]; j++) {
      const from = offsetIn(source.box, [shared.low[0], j, k]);
      target.voxels.set(source.voxels.subarray(from, from + shared.high[0] - shared.low[0]), offsetIn(target.box, [shared.low[0], j, k]));
    }
}

/** Position of a voxel of the scan in the voxels of a box that holds it. */
export function offsetIn(box: Box, [i, j, k]: Box['low']): number {
  const [columns, rows] = sizeOf(box);
  return i - box.low[0] + columns * (j - box.low[1] + rows * (k - box.low[2]));
}
