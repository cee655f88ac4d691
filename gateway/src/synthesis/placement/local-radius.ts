import { growBox } from '../../volume/crop.ts';
import { affineOf, type Vec3 } from '../../volume/geometry.ts';
import { ijkOf } from '../../volume/volume.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';

type Depths = Pick<OrganSurvey, 'grid' | 'borderMm' | 'inscribedRadiusMm'>;

/** Radius of the largest ball inside the organ that holds a working offset, mm: how thick the organ is there. */
export function localRadiusMm(survey: Depths, at: number): number {
  let largest = survey.borderMm[at]!;
  someAround(survey, { at, reachMm: survey.inscribedRadiusMm }, (depthMm, squaredMm) => {
    if (depthMm > largest && squaredMm <= depthMm * depthMm) largest = depthMm;
    return false;
  });
  return largest;
}

/** True where some ball of the radius inside the organ holds the offset. */
export function fits(survey: Depths, at: number, radiusMm: number): boolean {
  if (survey.borderMm[at]! >= radiusMm) return true;
  return someAround(survey, { at, reachMm: radiusMm }, (depthMm, squaredMm) => depthMm >= radiusMm && squaredMm <= radiusMm * radiusMm);
}

type Accept = (depthMm: number, squaredMm: number) => boolean;

/** Visits the border distance and the squared distance of the organ's voxels around an offset until one is accepted; tells whether one was. */
function someAround({ grid: { geometry }, borderMm }: Depths, { at, reachMm }: { at: number; reachMm: number }, accept: Accept): boolean {
  const [columns, rows] = geometry.dimensions;
  const centre = ijkOf(geometry, at);
  const { low, high } = growBox({ low: centre, high: centre.map(v => v + 1) as unknown as Vec3 }, geometry, reachMm);
  const m = affineOf(geometry) as number[];
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++)
      for (let i = low[0]; i < high[0]; i++) {
        const depthMm = borderMm[i + columns * (j + rows * k)]!;
        if (depthMm === 0) continue;
        const [u, v, w] = [i - centre[0], j - centre[1], k - centre[2]];
        const x = m[0]! * u + m[1]! * v + m[2]! * w;
        const y = m[4]! * u + m[5]! * v + m[6]! * w;
        const z = m[8]! * u + m[9]! * v + m[10]! * w;
        if (accept(depthMm, x * x + y * y + z * z)) return true;
      }
  return false;
}
