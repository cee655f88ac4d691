import type { Point } from './convex-hull.ts';

export interface Diameters {
  /** Largest distance of two corners. */
  readonly long: number;
  /** Longest chord across the hull perpendicular to it. */
  readonly short: number;
}

/** Long axis of a convex polygon and the longest chord perpendicular to it, in the unit of the points. */
export function hullDiameters(hull: readonly Point[]): Diameters {
  let [long, from, to]: [number, Point, Point] = [0, [0, 0], [1, 0]];
  hull.forEach((a, n) => {
    for (const b of hull.slice(n + 1)) {
      const distance = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (distance > long) [long, from, to] = [distance, a, b];
    }
  });
  if (long === 0) return { long, short: 0 };
  const [ux, uy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
  const turned = hull.map(([x, y]): Point => [x * ux + y * uy, y * ux - x * uy]);
  // The chord length is concave and piecewise linear along the axis, so its maximum lies at a corner.
  return { long, short: Math.max(...turned.map(([u]) => chordAt(turned, u))) };
}

/** Extent of a convex polygon along y at a given x. */
function chordAt(polygon: readonly Point[], x: number): number {
  let [low, high] = [Infinity, -Infinity];
  const take = (y: number) => {
    low = Math.min(low, y);
    high = Math.max(high, y);
  };
  polygon.forEach((a, n) => {
    const b = polygon[(n + 1) % polygon.length]!;
    if (a[0] === x) take(a[1]);
    if ((a[0] - x) * (b[0] - x) < 0) take(a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]));
  });
  return high - low;
}
