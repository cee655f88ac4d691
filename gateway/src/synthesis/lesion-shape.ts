import { latticeNoise } from '../kernels/lattice-noise/reference.ts';
import { trilinearSampler } from '../kernels/trilinear/reference.ts';
import type { Vec3 } from '../volume/geometry.ts';
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
  /** About the level whose inside holds the given volume of accepted places; Infinity when no level does. */
  readonly levelFor: (volumeMm3: number, accept: (x: number, y: number, z: number) => boolean) => number;
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

/** Points of the own lattice along an axis, and how many radii it reaches. */
const STEPS = 34;
const HALF = 1.75;

/**
 * Samples the function once on an own lattice, finds level, centroid and slope there, and answers from the lattice: a lesion of any
 * size costs the same few thousand evaluations. Steps of a tenth of the radius lose nothing that a voxel would show.
 */
function centred(value: Value, radiusMm: number): LesionShape {
  const step = (2 * HALF * radiusMm) / (STEPS - 1);
  const values = sampleBall(value, radiusMm, step);
  const wanted = Math.round(((4 / 3) * Math.PI * radiusMm ** 3) / step ** 3);
  const levelMm = values.slice().sort()[wanted]!;
  const inside: Vec3[] = [];
  for (let n = 0; n < values.length; n++) if (values[n]! < levelMm) inside.push(latticePoint(n, step));
  const [cx, cy, cz] = [0, 1, 2].map(axis => inside.reduce((sum, p) => sum + p[axis]!, 0) / Math.max(1, inside.length)) as unknown as Vec3;
  const farthest = inside.reduce((reach, [x, y, z]) => Math.max(reach, (x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2), 0);
  const sample = trilinearSampler(values, [STEPS, STEPS, STEPS]);
  const middle = (STEPS - 1) / 2;
  return {
    valueAt: (x, y, z) => sample((x + cx) / step + middle, (y + cy) / step + middle, (z + cz) / step + middle),
    levelMm,
    levelFor: (volumeMm3, accept) => {
      const accepted = values.filter((_, n) => {
        const [x, y, z] = latticePoint(n, step);
        return accept(x - cx, y - cy, z - cz);
      });
      return accepted.sort()[Math.round(volumeMm3 / step ** 3)] ?? Infinity;
    },
    reachMm: Math.sqrt(farthest) + step,
    steepness: steepest(values, levelMm, step),
  };
}

const latticePoint = (n: number, step: number): Vec3 => {
  const middle = (STEPS - 1) / 2;
  return [((n % STEPS) - middle) * step, ((Math.floor(n / STEPS) % STEPS) - middle) * step, (Math.floor(n / (STEPS * STEPS)) - middle) * step];
};

/** Values on the lattice; the corners beyond the ball hold the distance itself, which lies above any level. */
function sampleBall(value: Value, radiusMm: number, step: number): Float32Array {
  const values = new Float32Array(STEPS ** 3);
  for (let n = 0; n < values.length; n++) {
    const [x, y, z] = latticePoint(n, step);
    const distance = Math.sqrt(x * x + y * y + z * z);
    values[n] = distance > HALF * radiusMm ? 1.2 * distance : value(x, y, z);
  }
  return values;
}

/** True where a neighbour may lie beyond the ball, whose values are made up. */
function isNearCorner(n: number): boolean {
  const [x, y, z] = latticePoint(n, 1);
  return Math.sqrt(x * x + y * y + z * z) > (STEPS - 1) / 2 - 2;
}

/** Largest slope between neighbouring lattice points up to 1.3 levels; trilinear answers are never steeper. */
function steepest(values: Float32Array, level: number, step: number): number {
  let squared = step * step;
  for (let n = 0; n + STEPS ** 2 + STEPS + 1 < values.length; n++) {
    const v = values[n]!;
    if (v > 1.3 * level || n % STEPS === STEPS - 1 || isNearCorner(n)) continue;
    squared = Math.max(squared, (values[n + 1]! - v) ** 2 + (values[n + STEPS]! - v) ** 2 + (values[n + STEPS ** 2]! - v) ** 2);
  }
  return (1.1 * Math.sqrt(squared)) / step;
}
