import { growBox, type Box } from '../../volume/crop.ts';
import { lpsToIjk, type Geometry, type Vec3 } from '../../volume/geometry.ts';

/** The voxels within `marginMm` of a point (and a few more in the corners), clipped to the grid; never empty. */
export function boxAround(geometry: Geometry, centreLps: Vec3, marginMm: number): Box {
  const nearest = lpsToIjk(geometry, centreLps).map((v, axis) => Math.min(geometry.dimensions[axis]! - 1, Math.max(0, Math.round(v))));
  return growBox({ low: nearest as unknown as Vec3, high: nearest.map(v => v + 1) as unknown as Vec3 }, geometry, marginMm);
}
