import type { Vec3 } from '../../volume/geometry.ts';

/** A cube of points with equal distances along the LPS axes, in a lesion's frame (mm relative to its centre). */
export interface Lattice {
  /** Points along an axis. */
  readonly count: number;
  readonly stepMm: number;
  /** Position of the first point, mm. */
  readonly originMm: Vec3;
}

/** The lattice that reaches `reachMm` on every side of a point. */
export function latticeAround(centreMm: Vec3, { reachMm, stepMm }: { reachMm: number; stepMm: number }): Lattice {
  const half = Math.ceil(reachMm / stepMm);
  return { count: 2 * half + 1, stepMm, originMm: centreMm.map(v => v - half * stepMm) as unknown as Vec3 };
}

/** Position in mm of a point by its offset. */
export function latticePoint({ count, stepMm, originMm: [x, y, z] }: Lattice, offset: number): Vec3 {
  return [x + (offset % count) * stepMm, y + (Math.floor(offset / count) % count) * stepMm, z + Math.floor(offset / (count * count)) * stepMm];
}
