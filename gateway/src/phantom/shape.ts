import type { Vec3 } from '../volume/geometry.ts';
import type { Field } from './noise-field.ts';

/** Axis-aligned bounds in body millimetres. */
export interface Bounds {
  readonly low: Vec3;
  readonly high: Vec3;
}

/** An implicit body: `distance` is about the signed distance in mm, negative inside; nothing lies outside `bounds`. */
export interface Shape {
  readonly bounds: Bounds;
  distance(x: number, y: number, z: number): number;
}

export const EVERYWHERE: Bounds = { low: [-1e4, -1e4, -1e4], high: [1e4, 1e4, 1e4] };

/** Ellipsoid with half axes `radii`; `tilt` = slope of the long z axis, mm of x and of y per mm of z. */
export function ellipsoid(centre: Vec3, radii: Vec3, tilt: readonly [number, number] = [0, 0]): Shape {
  const [cx, cy, cz] = centre;
  const [ix, iy, iz] = [1 / radii[0], 1 / radii[1], 1 / radii[2]];
  const reach: Vec3 = [radii[0] + Math.abs(tilt[0]) * radii[2] + 2, radii[1] + Math.abs(tilt[1]) * radii[2] + 2, radii[2] + 2];
  return {
    bounds: { low: [cx - reach[0], cy - reach[1], cz - reach[2]], high: [cx + reach[0], cy + reach[1], cz + reach[2]] },
    distance(x, y, z) {
      const w = z - cz;
      const u = (x - cx - tilt[0] * w) * ix;
      const v = (y - cy - tilt[1] * w) * iy;
      const t = w * iz;
      const k0 = Math.sqrt(u * u + v * v + t * t);
      const k1 = Math.sqrt(u * u * ix * ix + v * v * iy * iy + t * t * iz * iz);
      return k1 < 1e-9 ? -Math.min(...radii) : (k0 * (k0 - 1)) / k1;
    },
  };
}

/** Round tube from `a` to `b` whose radius goes from `ra` to `rb`. */
export function capsule(a: Vec3, b: Vec3, [ra, rb]: readonly [number, number]): Shape {
  const d: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const inverse = 1 / Math.max(1e-9, d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  const r = Math.max(ra, rb) + 2;
  return {
    bounds: {
      low: [Math.min(a[0], b[0]) - r, Math.min(a[1], b[1]) - r, Math.min(a[2], b[2]) - r],
      high: [Math.max(a[0], b[0]) + r, Math.max(a[1], b[1]) + r, Math.max(a[2], b[2]) + r],
    },
    distance(x, y, z) {
      const u = x - a[0];
      const v = y - a[1];
      const w = z - a[2];
      const t = Math.min(1, Math.max(0, (u * d[0] + v * d[1] + w * d[2]) * inverse));
      const e = u - t * d[0];
      const f = v - t * d[1];
      const g = w - t * d[2];
      return Math.sqrt(e * e + f * f + g * g) - (ra + (rb - ra) * t);
    },
  };
}

/** Union whose joints are filled over about `blendMm`. */
export function blend(shapes: readonly Shape[], blendMm: number): Shape {
  return {
    bounds: growBounds(unionBounds(shapes.map(s => s.bounds)), blendMm / 4),
    distance(x, y, z) {
      let d = 1e9;
      for (const shape of shapes) d = softMin(d, shape.distance(x, y, z), blendMm);
      return d;
    },
  };
}

/** `shape` without each of `cutters`, the edges rounded over about `blendMm`. */
export function carve(shape: Shape, cutters: readonly Shape[], blendMm: number): Shape {
  return {
    bounds: shape.bounds,
    distance(x, y, z) {
      let d = shape.distance(x, y, z);
      if (d > blendMm) return d;
      for (const cutter of cutters) d = -softMin(-d, cutter.distance(x, y, z), blendMm);
      return d;
    },
  };
}

/** `shape` with its surface moved outwards by `mm` (inwards when negative). */
export const offset = (shape: Shape, mm: number): Shape => ({
  bounds: growBounds(shape.bounds, Math.max(0, mm)),
  distance: (x, y, z) => shape.distance(x, y, z) - mm,
});

/** `shape` with its surface roughened by a field of amplitude `mm`. */
export const roughen = (shape: Shape, field: Field, mm: number): Shape => ({
  bounds: growBounds(shape.bounds, mm),
  distance(x, y, z) {
    const d = shape.distance(x, y, z);
    return d > mm + 4 || d < -mm - 12 ? d : d + mm * field(x, y, z);
  },
});

/** The part of `shape` where `half` is negative as well. */
export const intersect = (shape: Shape, half: Shape['distance']): Shape => ({
  bounds: shape.bounds,
  distance: (x, y, z) => Math.max(shape.distance(x, y, z), half(x, y, z)),
});

/** A chain of tubes through `points` with one radius at each. */
export function tube(points: readonly Vec3[], radii: readonly number[], blendMm = 4): Shape {
  const pieces = points.slice(1).map((p, i) => capsule(points[i] as Vec3, p, [radii[i] as number, radii[i + 1] as number]));
  return blend(pieces, blendMm);
}

/** Polynomial smooth minimum. */
export function softMin(a: number, b: number, k: number): number {
  const h = Math.max(0, k - Math.abs(a - b));
  return Math.min(a, b) - (h * h) / (4 * k);
}

function unionBounds(all: readonly Bounds[]): Bounds {
  const pick = (side: 'low' | 'high', axis: 0 | 1 | 2) => all.map(b => b[side][axis]);
  return {
    low: [Math.min(...pick('low', 0)), Math.min(...pick('low', 1)), Math.min(...pick('low', 2))],
    high: [Math.max(...pick('high', 0)), Math.max(...pick('high', 1)), Math.max(...pick('high', 2))],
  };
}

const growBounds = ({ low, high }: Bounds, mm: number): Bounds => ({
  low: [low[0] - mm, low[1] - mm, low[2] - mm],
  high: [high[0] + mm, high[1] + mm, high[2] + mm],
});

/** A shape that keeps the distance it gave last, so that a part's HU can follow the depth of the voxel just painted. */
export function remembering(shape: Shape): Shape & { last: number } {
  const self = {
    bounds: shape.bounds,
    last: 0,
    distance: (x: number, y: number, z: number) => (self.last = shape.distance(x, y, z)),
  };
  return self;
}
