import { affineOf, invertAffine, type Geometry, type Vec3 } from '../../volume/geometry.ts';

/** A row to be multiplied with (i, j, k, 1). */
export type FrameRow = readonly [number, number, number, number];

/** Position in mm relative to the lesion's centre, of an index. */
export interface LesionFrame {
  readonly m: readonly number[];
  x(i: number, j: number, k: number): number;
  y(i: number, j: number, k: number): number;
  z(i: number, j: number, k: number): number;
  /** The same as rows, for kernels: x, y, z = row . (i, j, k, 1). */
  readonly rows: { readonly frameX: FrameRow; readonly frameY: FrameRow; readonly frameZ: FrameRow };
  /** The way back for differences: i, j, k per mm = row . (x, y, z, 0). */
  readonly inverse: { readonly voxelI: FrameRow; readonly voxelJ: FrameRow; readonly voxelK: FrameRow };
}

/** The frame in which a lesion is described: LPS axes, mm, origin at its centre. */
export function lesionFrame(geometry: Geometry, centreLps: Vec3): LesionFrame {
  const m = affineOf(geometry);
  const inverse = invertAffine(m);
  const row = (of: readonly number[], r: number, last: number): FrameRow => [of[4 * r]!, of[4 * r + 1]!, of[4 * r + 2]!, last];
  const frameX = row(m, 0, m[3]! - centreLps[0]);
  const frameY = row(m, 1, m[7]! - centreLps[1]);
  const frameZ = row(m, 2, m[11]! - centreLps[2]);
  const along = ([a, b, c, d]: FrameRow) => (i: number, j: number, k: number) => a * i + b * j + c * k + d;
  return {
    m: [...frameX.slice(0, 3), ...frameY.slice(0, 3), ...frameZ.slice(0, 3)],
    x: along(frameX),
    y: along(frameY),
    z: along(frameZ),
    rows: { frameX, frameY, frameZ },
    inverse: { voxelI: row(inverse, 0, 0), voxelJ: row(inverse, 1, 0), voxelK: row(inverse, 2, 0) },
  };
}
