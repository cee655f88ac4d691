import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { FrameRow, LesionFrame } from '../../frame/lesion-frame.ts';

/** Largest distance of some voxels from the lesion's centre along x, y and z, mm: half the edges of the block that holds them. */
export function farthestMm(spans: RowSpans, rows: number, { rows: { frameX, frameY, frameZ } }: LesionFrame): Vec3 {
  let [x, y, z] = [0, 0, 0];
  const look = (i: number, j: number, k: number) => {
    const along = (row: FrameRow) => Math.abs(row[0] * i + row[1] * j + row[2] * k + row[3]);
    x = Math.max(x, along(frameX));
    y = Math.max(y, along(frameY));
    z = Math.max(z, along(frameZ));
  };
  for (let row = 0; 2 * row < spans.length; row++) {
    const [from, to] = [spans[2 * row]!, spans[2 * row + 1]!];
    if (from === to) continue;
    const [j, k] = [row % rows, Math.floor(row / rows)];
    look(from, j, k);
    look(to - 1, j, k);
  }
  return [x, y, z];
}
