import { affineOf } from '../volume/geometry.ts';
import { growBox } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { OrganSurvey } from './organ-statistics.ts';

/** Share of a ball around a working voxel (its offset) that is vessel, 0..1. Parts of the ball beyond the grid count as free. */
export function vesselOverlap({ grid: { geometry }, vesselMask }: OrganSurvey, at: number, radiusMm: number): number {
  const [columns, rows] = geometry.dimensions;
  const centre: Vec3 = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
  const { low, high } = growBox({ low: centre, high: centre.map(v => v + 1) as unknown as Vec3 }, geometry, radiusMm);
  const m = affineOf(geometry) as number[];
  let [inside, vessel] = [0, 0];
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++)
      for (let i = low[0]; i < high[0]; i++) {
        const [u, v, w] = [i - centre[0], j - centre[1], k - centre[2]];
        const x = m[0]! * u + m[1]! * v + m[2]! * w;
        const y = m[4]! * u + m[5]! * v + m[6]! * w;
        const z = m[8]! * u + m[9]! * v + m[10]! * w;
        if (x * x + y * y + z * z > radiusMm * radiusMm) continue;
        inside++;
        vessel += vesselMask.voxels[i + columns * (j + rows * k)]!;
      }
  return inside === 0 ? 0 : vessel / inside;
}
