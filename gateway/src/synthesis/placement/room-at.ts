import { lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { offsetOf } from '../../volume/volume.ts';
import type { OrganSurvey } from '../survey/organ-statistics.ts';
import { BORDER_SHARE, LARGEST_HALF_AXIS, VESSEL_GAP_MM } from './clearances.ts';
import { localRadiusMm } from './local-radius.ts';

/** Volume-equivalent radii that a point has room for, mm; 0 outside the organ. */
export interface Room {
  /** Clear of vessels and of the organ's border, as a drawn site is before any rule is eased. */
  readonly clearMm: number;
  /** As thick as the organ is there: no larger lesion is taken. */
  readonly largestMm: number;
}

/** How large a lesion may be with its centre at this point. */
export function roomAt(survey: OrganSurvey, centreLps: Vec3): Room {
  const { grid: { geometry, organ }, borderMm, obstacleMm } = survey;
  const ijk = lpsToIjk(geometry, centreLps).map(Math.round) as unknown as Vec3;
  const at = ijk.every((v, axis) => v >= 0 && v < geometry.dimensions[axis]!) ? offsetOf(geometry, ijk) : -1;
  if (organ[at] !== 1) return { clearMm: 0, largestMm: 0 };
  const largestMm = localRadiusMm(survey, at);
  const byBorder = borderMm[at]! / (BORDER_SHARE * LARGEST_HALF_AXIS);
  const byVessel = (obstacleMm[at]! - VESSEL_GAP_MM) / LARGEST_HALF_AXIS;
  return { clearMm: Math.max(0, Math.min(byBorder, byVessel, largestMm)), largestMm };
}
