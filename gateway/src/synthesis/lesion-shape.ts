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
    const near = roughness > 0 ? nearSurface(value / radiusMm) : 0;
    return near > 0 ? value + near * roughness * radiusMm * rough(x, y, z) : value;
  };
}

/** 1 around the surface, falling to 0 deep inside and far outside, where roughness would only cost time. */
const nearSurface = (radii: number): number => Math.max(0, Math.min(1, (radii - 0.4) / 0.3, (1.6 - radii) / 0.25));

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

/** The lattice ends this many radii from the centre, and with it the largest lesion that a border makes grow. */
export const LATTICE_RADII = 1.75;

interface Lattice {
  /** Points along an axis. */
  readonly count: number;
  /** Distance of neighbours, mm. */
  readonly stepMm: number;
}

/** 20 points an axis for small lesions to 34 for large ones: steps of a tenth to a fifth of the radius lose nothing that a voxel would show. */
function latticeFor(radiusMm: number): Lattice {
  const count = Math.min(34, Math.max(20, Math.round(15 + radiusMm)));
  return { count, stepMm: (2 * LATTICE_RADII * radiusMm) / (count - 1) };
}

function latticePoint(n: number, { count, stepMm }: Lattice): Vec3 {
  const middle = (count - 1) / 2;
  return [((n % count) - middle) * stepMm, ((Math.floor(n / count) % count) - middle) * stepMm, (Math.floor(n / (count * count)) - middle) * stepMm];
}

/**
 * Samples the function once on an own lattice, finds level, centroid and slope there, and answers from the lattice: a lesion of any
 * size costs the same few thousand evaluations.
 */
function centred(value: Value, radiusMm: number): LesionShape {
  const lattice = latticeFor(radiusMm);
  const { count, stepMm } = lattice;
  const values = sampleBall(value, radiusMm, lattice);
  const levelMm = levelOf(values, (4 / 3) * Math.PI * radiusMm ** 3, stepMm);
  const inside: Vec3[] = [];
  for (let n = 0; n < values.length; n++) if (values[n]! < levelMm) inside.push(latticePoint(n, lattice));
  const [cx, cy, cz] = [0, 1, 2].map(axis => inside.reduce((sum, p) => sum + p[axis]!, 0) / Math.max(1, inside.length)) as unknown as Vec3;
  const farthest = inside.reduce((reach, [x, y, z]) => Math.max(reach, (x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2), 0);
  const sample = trilinearSampler(values, [count, count, count]);
  const middle = (count - 1) / 2;
  return {
    valueAt: (x, y, z) => sample((x + cx) / stepMm + middle, (y + cy) / stepMm + middle, (z + cz) / stepMm + middle),
    levelMm,
    levelFor: (volumeMm3, accept) => {
      const accepted = values.filter((_, n) => {
        const [x, y, z] = latticePoint(n, lattice);
        return accept(x - cx, y - cy, z - cz);
      });
      return levelOf(accepted, volumeMm3, stepMm);
    },
    reachMm: Math.sqrt(farthest) + stepMm,
    steepness: steepest(values, levelMm, lattice),
  };
}

/** The level below which lattice points of the given volume lie; Infinity when there are too few. */
function levelOf(values: Float32Array, volumeMm3: number, stepMm: number): number {
  const wanted = volumeMm3 / stepMm ** 3;
  const sorted = values.slice().sort();
  const below = Math.floor(wanted);
  const [low, high] = [sorted[below - 1], sorted[below]];
  return low === undefined || high === undefined ? Infinity : low + (wanted - below) * (high - low);
}

/** Values on the lattice; the corners beyond the ball hold the distance itself, which lies above any level. */
function sampleBall(value: Value, radiusMm: number, lattice: Lattice): Float32Array {
  const values = new Float32Array(lattice.count ** 3);
  for (let n = 0; n < values.length; n++) {
    const [x, y, z] = latticePoint(n, lattice);
    const distance = Math.sqrt(x * x + y * y + z * z);
    values[n] = distance > LATTICE_RADII * radiusMm ? 1.2 * distance : value(x, y, z);
  }
  return values;
}

/** Largest slope between neighbouring lattice points up to 1.3 levels; trilinear answers are never steeper. */
function steepest(values: Float32Array, level: number, { count, stepMm }: Lattice): number {
  const [row, plane] = [count, count * count];
  let squared = stepMm * stepMm;
  for (let n = 0; n + plane + row + 1 < values.length; n++) {
    const v = values[n]!;
    if (v > 1.3 * level || n % count === count - 1 || isNearCorner(n, count)) continue;
    squared = Math.max(squared, (values[n + 1]! - v) ** 2 + (values[n + row]! - v) ** 2 + (values[n + plane]! - v) ** 2);
  }
  return (1.1 * Math.sqrt(squared)) / stepMm;
}

/** True where a neighbour may lie beyond the ball, whose values are made up. */
function isNearCorner(n: number, count: number): boolean {
  const [x, y, z] = latticePoint(n, { count, stepMm: 1 });
  return Math.sqrt(x * x + y * y + z * z) > (count - 1) / 2 - 2;
}
