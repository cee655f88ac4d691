import type { RowSpans } from '../../kernels/kernel.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { LesionFrame } from './lesion-frame.ts';

/** The voxels of a grid whose centres lie within `reachMm` of the lesion's centre, row by row. */
export function ballSpans([columns, rows, slices]: Vec3, { rows: { frameX, frameY, frameZ } }: LesionFrame, reachMm: number): RowSpans {
  const spans = new Uint16Array(2 * rows * slices);
  const [ax, ay, az] = [frameX[0], frameY[0], frameZ[0]];
  const squared = ax * ax + ay * ay + az * az;
  for (let k = 0, n = 0; k < slices; k++)
    for (let j = 0; j < rows; j++, n += 2) {
      const x = frameX[1] * j + frameX[2] * k + frameX[3];
      const y = frameY[1] * j + frameY[2] * k + frameY[3];
      const z = frameZ[1] * j + frameZ[2] * k + frameZ[3];
      // |(x, y, z) + i a| <= reach
      const middle = -(x * ax + y * ay + z * az) / squared;
      const beyond = middle * middle - (x * x + y * y + z * z - reachMm * reachMm) / squared;
      if (beyond < 0) continue;
      const half = Math.sqrt(beyond);
      const from = Math.max(0, Math.ceil(middle - half));
      const to = Math.min(columns, Math.floor(middle + half) + 1);
      if (from >= to) continue;
      spans[n] = from;
      spans[n + 1] = to;
    }
  return spans;
}
