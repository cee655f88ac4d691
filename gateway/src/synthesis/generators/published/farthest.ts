import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { FrameRow, LesionFrame } from '../../frame/lesion-frame.ts';

export interface Farthest {
  /** Largest distance from the lesion's centre along x, y and z, mm: half the edges of the block that holds the voxels. */
  readonly alongMm: Vec3;
  /** Largest distance, mm: radius of the ball that does. */
  readonly distanceMm: number;
}

/** How far some voxels lie from the lesion's centre. */
export function farthestMm(spans: RowSpans, rows: number, { rows: { frameX, frameY, frameZ } }: LesionFrame): Farthest {
  let [x, y, z, squared] = [0, 0, 0, 0];
  const look = (i: number, j: number, k: number) => {
    const along = (row: FrameRow) => Math.abs(row[0] * i + row[1] * j + row[2] * k + row[3]);
    const [dx, dy, dz] = [along(frameX), along(frameY), along(frameZ)];
    x = Math.max(x, dx);
    y = Math.max(y, dy);
    z = Math.max(z, dz);
    squared = Math.max(squared, dx * dx + dy * dy + dz * dz);
  };
  for (let row = 0; 2 * row < spans.length; row++) {
    const from = spans[2 * row]!;
    const to = spans[2 * row + 1]!;
    if (from === to) continue;
    const j = row % rows;
    const k = Math.floor(row / rows);
    look(from, j, k);
    look(to - 1, j, k);
  }
  return { alongMm: [x, y, z], distanceMm: Math.sqrt(squared) };
}
