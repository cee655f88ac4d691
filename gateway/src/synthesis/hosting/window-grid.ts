import { parseOrientation } from '../../volume/orient.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';

export interface WindowGridOptions {
  readonly centreLps: Vec3;
  /** Voxels along the axes named by `orientation`. */
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  /** Three letters: the axes grow towards these sides ("RAS"). */
  readonly orientation: string;
  readonly frameOfReferenceUid?: string | undefined;
}

/** An axis-aligned grid with its middle at a point, whatever the scan's own axes are. */
export function windowGrid({ centreLps, size, spacingMm, orientation, frameOfReferenceUid }: WindowGridOptions): Geometry {
  const direction = Array.from({ length: 9 }, () => 0);
  const originLps = [...centreLps];
  parseOrientation(orientation).forEach(([axis, sign], a) => {
    direction[3 * a + axis] = sign;
    originLps[axis]! -= (sign * (size[a]! - 1) * spacingMm[a]!) / 2;
  });
  return {
    dimensions: size, spacingMm, originLps: originLps as unknown as Vec3, direction: direction as unknown as Geometry['direction'],
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
  };
}
