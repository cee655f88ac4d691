import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { LesionFrame } from '../../frame/lesion-frame.ts';

export interface Farthest {
  /** Largest distance from the lesion's centre along x, y and z, mm: half the edges of the block that holds the voxels. */
  readonly alongMm: Vec3;
  /** Half axes of an ellipsoid along x, y, z that holds the voxels, mm. */
  readonly halfAxesMm: Vec3;
}

/** How far some voxels lie from the lesion's centre. */
export function farthestMm(spans: RowSpans, rows: number, frame: LesionFrame): Farthest {
  const placed = { spans, rows, frame };
  let [x, y, z] = [0, 0, 0];
  eachEnd(placed, (px, py, pz) => {
    x = Math.max(x, Math.abs(px));
    y = Math.max(y, Math.abs(py));
    z = Math.max(z, Math.abs(pz));
  });
  const alongMm = [x, y, z] as const;
  const perMm = alongMm.map(mm => 1 / Math.max(mm, 1e-6)) as unknown as Vec3;
  let squared = 0;
  eachEnd(placed, (px, py, pz) => {
    squared = Math.max(squared, (px * perMm[0]) ** 2 + (py * perMm[1]) ** 2 + (pz * perMm[2]) ** 2);
  });
  return { alongMm, halfAxesMm: alongMm.map(mm => mm * Math.sqrt(squared)) as unknown as Vec3 };
}

interface PlacedSpans {
  readonly spans: RowSpans;
  /** Of a slice. */
  readonly rows: number;
  readonly frame: LesionFrame;
}

/** Visits the first and the last voxel of each row, mm from the lesion's centre. */
function eachEnd({ spans, rows, frame: { rows: { frameX, frameY, frameZ } } }: PlacedSpans, visit: (x: number, y: number, z: number) => void): void {
  const [ax, bx, cx, dx] = frameX;
  const [ay, by, cy, dy] = frameY;
  const [az, bz, cz, dz] = frameZ;
  for (let row = 0; 2 * row < spans.length; row++) {
    const from = spans[2 * row]!;
    const last = spans[2 * row + 1]! - 1;
    if (from > last) continue;
    const j = row % rows;
    const k = Math.floor(row / rows);
    const [x, y, z] = [bx * j + cx * k + dx, by * j + cy * k + dy, bz * j + cz * k + dz];
    visit(ax * from + x, ay * from + y, az * from + z);
    visit(ax * last + x, ay * last + y, az * last + z);
  }
}
