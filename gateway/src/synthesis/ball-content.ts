import { affineOf } from '../volume/geometry.ts';
import { growBox } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { OrganSurvey } from './organ-statistics.ts';

/** About this many voxels of a ball are looked at. */
const LOOKED_AT = 3000;

/** What a ball around a working voxel (its offset) holds, as shares of its volume 0..1. Beyond the grid there is neither. */
export function ballContent({ grid: { geometry, organ }, vesselMask }: OrganSurvey, at: number, radiusMm: number): { organ: number; vessel: number } {
  const [columns, rows] = geometry.dimensions;
  const centre: Vec3 = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
  const { low, high } = growBox({ low: centre, high: centre.map(v => v + 1) as unknown as Vec3 }, geometry, radiusMm);
  const m = affineOf(geometry) as number[];
  const step = Math.max(1, Math.round(Math.cbrt(((high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2])) / LOOKED_AT)));
  let [inside, organCount, vesselCount] = [0, 0, 0];
  for (let k = low[2]; k < high[2]; k += step)
    for (let j = low[1]; j < high[1]; j += step)
      for (let i = low[0]; i < high[0]; i += step) {
        const [u, v, w] = [i - centre[0], j - centre[1], k - centre[2]];
        const x = m[0]! * u + m[1]! * v + m[2]! * w;
        const y = m[4]! * u + m[5]! * v + m[6]! * w;
        const z = m[8]! * u + m[9]! * v + m[10]! * w;
        if (x * x + y * y + z * z > radiusMm * radiusMm) continue;
        inside++;
        organCount += organ[i + columns * (j + rows * k)]!;
        vesselCount += vesselMask.voxels[i + columns * (j + rows * k)]!;
      }
  return { organ: organCount / Math.max(1, inside), vessel: vesselCount / Math.max(1, inside) };
}
