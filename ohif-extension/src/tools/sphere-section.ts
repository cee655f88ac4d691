import type { PointLps } from '../state/site.ts';

export interface Plane {
  /** Any point of the plane, LPS mm. */
  readonly point: PointLps;
  /** Unit normal. */
  readonly normal: PointLps;
}

export interface SphereSection {
  /** Centre of the circle, in the plane, LPS mm. */
  readonly centreLps: PointLps;
  readonly radiusMm: number;
  /** Distance of the sphere's centre from the plane, mm. */
  readonly distanceMm: number;
}

/** The circle in which a plane cuts a sphere, or undefined where it does not. */
export function sphereSection(centreLps: PointLps, radiusMm: number, plane: Plane): SphereSection | undefined {
  const { point, normal } = plane;
  const offset = (centreLps[0] - point[0]) * normal[0] + (centreLps[1] - point[1]) * normal[1] + (centreLps[2] - point[2]) * normal[2];
  const squared = radiusMm * radiusMm - offset * offset;
  if (squared <= 0) return undefined;
  return {
    centreLps: [centreLps[0] - offset * normal[0], centreLps[1] - offset * normal[1], centreLps[2] - offset * normal[2]],
    radiusMm: Math.sqrt(squared),
    distanceMm: Math.abs(offset),
  };
}

export const distanceMm = (a: PointLps, b: PointLps): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
