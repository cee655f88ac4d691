import { latticeNoise } from '../kernels/lattice-noise/reference.ts';
import type { Draws } from './draws.ts';
import { smoothDisplacement } from './smooth-displacement.ts';

export interface LesionShapeOptions {
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  /** Half axes are drawn from 1 - spread .. 1 + spread before they are scaled to the volume. */
  readonly axisSpread: number;
  /** SD of the smooth deformation's nodes as a share of the radius. */
  readonly deformation: number;
  /** SD of the fine surface roughness as a share of the radius. */
  readonly roughness: number;
  readonly draws: Draws;
}

/** A lesion as an implicit function of the position in mm relative to its centre (LPS axes). */
export interface LesionShape {
  /** Smooth and about the radius in mm of the shell a point lies on; inside where it is below `levelMm`. */
  readonly valueAt: (x: number, y: number, z: number) => number;
  /** The level whose inside has the requested volume and its centroid at the centre. */
  readonly levelMm: number;
  /** Largest distance of an inside point from the centre, mm. */
  readonly reachMm: number;
  /** Bound of the value's slope near the surface. */
  readonly steepness: number;
}

/** Farther than this many radii from the centre a shape may not reach; it is then drawn with half the deformation. */
export const LARGEST_REACH = 1.6;

/** A randomly turned ellipsoid, smoothly deformed and slightly rough, of exact volume, centred on its own centroid. */
export function makeLesionShape(options: LesionShapeOptions): LesionShape {
  const shape = centred(ellipsoidValue(options), options.radiusMm);
  if (shape.reachMm <= LARGEST_REACH * options.radiusMm) return shape;
  return makeLesionShape({ ...options, deformation: options.deformation / 2, roughness: options.roughness / 2, axisSpread: options.axisSpread * 0.8 });
}

type Value = (x: number, y: number, z: number) => number;

function ellipsoidValue({ radiusMm, axisSpread, deformation, roughness, draws }: LesionShapeOptions): Value {
  const axes = [0, 1, 2].map(n => draws.uniform(`half axis ${n}`, 1 - axisSpread, 1 + axisSpread));
  const mean = Math.cbrt(axes[0]! * axes[1]! * axes[2]!);
  const turn = randomRotation(draws);
  const m = turn.map((v, n) => (v * mean) / axes[Math.floor(n / 3)]!);
  const displacement = smoothDisplacement({ radiusMm, sigmaMm: deformation * radiusMm, draws });
  const rough = roughness > 0 ? latticeNoise({ key: draws.key, stream: 1, nodeMm: Math.max(1.5, 0.4 * radiusMm), reachMm: 2.5 * radiusMm }) : () => 0;
  const d = displacement.mm;
  return (x, y, z) => {
    displacement.moveTo(x, y, z);
    const px = x + d[0]!;
    const py = y + d[1]!;
    const pz = z + d[2]!;
    const u = m[0]! * px + m[1]! * py + m[2]! * pz;
    const v = m[3]! * px + m[4]! * py + m[5]! * pz;
    const w = m[6]! * px + m[7]! * py + m[8]! * pz;
    const value = Math.sqrt(u * u + v * v + w * w);
    return roughness > 0 ? value + roughness * radiusMm * rough(x, y, z) * Math.min(1, value / radiusMm) : value;
  };
}

/** Uniform rotation from a random unit quaternion; row-major 3x3. */
function randomRotation(draws: Draws): readonly number[] {
  const q = [0, 1, 2, 3].map(n => draws.normal('rotation', n));
  const length = Math.hypot(...q) || 1;
  const [w, x, y, z] = q.map(v => v / length) as [number, number, number, number];
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
  ];
}

const STEPS = 22;

/** Finds level, centroid and slope on an own lattice of 22^3 points, and moves the centroid to the centre. */
function centred(value: Value, radiusMm: number): LesionShape {
  const half = 1.9 * radiusMm;
  const step = (2 * half) / STEPS;
  const at = (n: number) => -half + (n + 0.5) * step;
  const values = new Float64Array(STEPS ** 3);
  for (let n = 0; n < values.length; n++) values[n] = value(at(n % STEPS), at(Math.floor(n / STEPS) % STEPS), at(Math.floor(n / STEPS ** 2)));
  const wanted = Math.round(((4 / 3) * Math.PI * radiusMm ** 3) / step ** 3);
  const levelMm = values.slice().sort()[wanted]!;
  const centroid = [0, 0, 0];
  let inside = 0;
  eachInside(values, levelMm, n => {
    [n % STEPS, Math.floor(n / STEPS) % STEPS, Math.floor(n / STEPS ** 2)].forEach((c, axis) => (centroid[axis]! += at(c)));
    inside++;
  });
  const [cx, cy, cz] = centroid.map(v => v / Math.max(1, inside)) as [number, number, number];
  let reachMm = radiusMm;
  eachInside(values, levelMm, n => {
    reachMm = Math.max(reachMm, Math.hypot(at(n % STEPS) - cx, at(Math.floor(n / STEPS) % STEPS) - cy, at(Math.floor(n / STEPS ** 2)) - cz) + step);
  });
  return { valueAt: (x, y, z) => value(x + cx, y + cy, z + cz), levelMm, reachMm, steepness: steepest(values, levelMm, step) };
}

function eachInside(values: Float64Array, level: number, visit: (n: number) => void): void {
  for (let n = 0; n < values.length; n++) if (values[n]! < level) visit(n);
}

/** Largest finite-difference slope of lattice values up to 1.5 levels, with a margin for what lies between the points. */
function steepest(values: Float64Array, level: number, step: number): number {
  let largest = 1;
  for (let n = 0; n + STEPS ** 2 + STEPS + 1 < values.length; n++) {
    const v = values[n]!;
    if (v > 1.5 * level || n % STEPS === STEPS - 1) continue;
    largest = Math.max(largest, Math.hypot(values[n + 1]! - v, values[n + STEPS]! - v, values[n + STEPS ** 2]! - v) / step);
  }
  return 1.25 * largest;
}
