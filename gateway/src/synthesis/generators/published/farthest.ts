import type { RowSpans } from '../../../kernels/kernel.ts';
import type { FrameRow, LesionFrame } from '../../frame/lesion-frame.ts';

/** Largest distance of some voxels from the lesion's centre along any of the patient's axes, mm: half the edge of the cube that holds them. */
export function farthestMm(spans: RowSpans, rows: number, { rows: { frameX, frameY, frameZ } }: LesionFrame): number {
  let farthest = 0;
  const look = (i: number, j: number, k: number) => {
    const along = (row: FrameRow) => Math.abs(row[0] * i + row[1] * j + row[2] * k + row[3]);
    farthest = Math.max(farthest, along(frameX), along(frameY), along(frameZ));
  };
  for (let row = 0; 2 * row < spans.length; row++) {
    const [from, to] = [spans[2 * row]!, spans[2 * row + 1]!];
    if (from === to) continue;
    const [j, k] = [row % rows, Math.floor(row / rows)];
    look(from, j, k);
    look(to - 1, j, k);
  }
  return farthest;
}
