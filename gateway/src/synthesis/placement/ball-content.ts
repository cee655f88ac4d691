import { marginVoxels } from '../../volume/crop.ts';
import { affineOf } from '../../volume/geometry.ts';
import { ijkOf } from '../../volume/volume.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';

/** About this many voxels of a ball are looked at. */
const LOOKED_AT = 3000;

/** What a ball around a working voxel (its offset) holds, as shares of its volume 0..1. Beyond the grid there is neither. */
export function ballContent({ grid: { geometry, organ }, vesselMask }: OrganSurvey, at: number, radiusMm: number): { organ: number; vessel: number } {
  const [columns, rows, slices] = geometry.dimensions;
  const [ci, cj, ck] = ijkOf(geometry, at);
  const [mi, mj, mk] = marginVoxels(geometry, radiusMm);
  const m = affineOf(geometry) as number[];
  const step = Math.max(1, Math.round(Math.cbrt(((2 * mi + 1) * (2 * mj + 1) * (2 * mk + 1)) / LOOKED_AT)));
  let [inside, organCount, vesselCount] = [0, 0, 0];
  for (let w = -mk; w <= mk; w += step)
    for (let v = -mj; v <= mj; v += step)
      for (let u = -mi; u <= mi; u += step) {
        const x = m[0]! * u + m[1]! * v + m[2]! * w;
        const y = m[4]! * u + m[5]! * v + m[6]! * w;
        const z = m[8]! * u + m[9]! * v + m[10]! * w;
        if (x * x + y * y + z * z > radiusMm * radiusMm) continue;
        inside++;
        const [i, j, k] = [ci + u, cj + v, ck + w];
        if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= slices) continue;
        organCount += organ[i + columns * (j + rows * k)]!;
        vesselCount += vesselMask.voxels[i + columns * (j + rows * k)]!;
      }
  return { organ: organCount / Math.max(1, inside), vessel: vesselCount / Math.max(1, inside) };
}
