import type { FrameHeader } from '../frame-header.ts';

/** Unit normal of a plane: row direction cross column direction, LPS. */
export function normalOf({ orientation }: FrameHeader): readonly [number, number, number] {
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const n = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
  const length = Math.hypot(...n);
  return [n[0] / length, n[1] / length, n[2] / length];
}

/** Signed distance in mm of a plane from the LPS origin along `normal`. */
export const heightMm = ({ positionLps: [x = 0, y = 0, z = 0] }: FrameHeader, [nx, ny, nz]: readonly [number, number, number]): number => x * nx + y * ny + z * nz;
