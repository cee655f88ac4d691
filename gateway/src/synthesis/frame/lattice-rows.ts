import type { FrameRow, LesionFrame } from './lesion-frame.ts';

/** Rows that take a voxel's index to the index of a cube of nodes -half..half around the lesion's centre, `nodeMm` apart along the LPS axes. */
export function latticeRows({ rows }: LesionFrame, { half, nodeMm }: { readonly half: number; readonly nodeMm: number }): Readonly<Record<'toLatticeX' | 'toLatticeY' | 'toLatticeZ', FrameRow>> {
  const row = ([i, j, k, offset]: FrameRow): FrameRow => [i / nodeMm, j / nodeMm, k / nodeMm, offset / nodeMm + half];
  return { toLatticeX: row(rows.frameX), toLatticeY: row(rows.frameY), toLatticeZ: row(rows.frameZ) };
}
