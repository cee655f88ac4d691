import { distanceMapMm } from '../../volume/distance-map.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';

/**
 * The sites that some ball of the radius inside the organ holds: the organ opened by that ball. Costs one distance map.
 */
export function fitting({ grid: { geometry }, borderMm }: OrganSurvey, sites: readonly number[], radiusMm: number): readonly number[] {
  const centres = Uint8Array.from(borderMm, depthMm => (depthMm >= radiusMm ? 1 : 0));
  const awayMm = distanceMapMm(makeVolume(geometry, centres));
  return sites.filter(at => awayMm[at]! <= radiusMm);
}
