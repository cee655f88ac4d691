import type { Vec3 } from '../../volume/geometry.ts';
import type { Draws } from '../draws.ts';
import { elasticPlanes, type Pass } from './elastic-planes.ts';
import { elasticValues } from './elastic-values.ts';
import { latticeShape, volumeLevel, type LesionShape } from './lattice-shape.ts';
import { latticeAround, type Lattice } from '../frame/lattice.ts';

export interface ElasticEllipsoidOptions {
  /** Volume-equivalent radius asked for, mm. */
  readonly radiusMm: number;
  /** Before the deformation, along x, y, z, mm. */
  readonly halfAxesMm: Vec3;
  /** SD of the elastic nodes, mm. */
  readonly sigmaMm: number;
  /** True: scaled to the radius asked for, centroid at the centre. False: as the deformation leaves it, size and place included. */
  readonly exactVolume: boolean;
  readonly draws: Draws;
}

export interface ElasticEllipsoid {
  /** Its radius is the one asked for, or the one that the deformation left. */
  readonly shape: LesionShape;
  /** SD that was used: smaller than asked for where the shape would have left the room it has. */
  readonly sigmaMm: number;
}

/** A shape reaches no farther from the centre than this many radii asked for. */
export const ELASTIC_REACH = 1.75;
const STEPS_PER_RADIUS = 6;

/** The published shape: an ellipsoid along the patient's axes after three elastic deformations (Hu et al. 2023, settings as released). */
export function elasticEllipsoid(options: ElasticEllipsoidOptions): ElasticEllipsoid {
  const { radiusMm, halfAxesMm, sigmaMm, exactVolume } = options;
  const meanMm = Math.cbrt(halfAxesMm[0] * halfAxesMm[1] * halfAxesMm[2]);
  const { lattice, values } = sample(options, meanMm);
  const madeMm = exactVolume ? radiusMm : radiusBelow(values, meanMm, lattice.stepMm);
  const levelMm = volumeLevel({ lattice, values, radiusMm: madeMm });
  const [x, y, z] = exactVolume ? centroid(values, lattice, levelMm) : [0, 0, 0];
  const [x0, y0, z0] = lattice.originMm;
  const shape = latticeShape({ lattice: { ...lattice, originMm: [x0 - x, y0 - y, z0 - z] }, values, radiusMm: madeMm, levelMm });
  if (shape.reachMm <= ELASTIC_REACH * radiusMm || sigmaMm < 0.01 * radiusMm) return { shape, sigmaMm };
  return elasticEllipsoid({ ...options, sigmaMm: 0.75 * sigmaMm });
}

/** The deformed ellipsoid's own radius function on a lattice around where its middle has gone. */
function sample({ radiusMm, ...options }: ElasticEllipsoidOptions, meanMm: number): { lattice: Lattice; values: Float32Array } {
  const largest = Math.max(radiusMm, meanMm);
  const reachMm = (ELASTIC_REACH + 0.1) * largest;
  const lattice = latticeAround(middleOf(elasticPlanes(options)), { reachMm, stepMm: largest / STEPS_PER_RADIUS });
  return { lattice, values: elasticValues({ ...options, lattice, reachMm }) };
}

/** The place that shows the ellipsoid's middle. */
function middleOf(passes: readonly Pass[]): Vec3 {
  const [middle, place] = [new Float64Array(3), new Float64Array(3)];
  for (let n = 0; n < 8; n++) {
    place.set(middle);
    for (const pass of passes) pass(place);
    for (let axis = 0; axis < 3; axis++) middle[axis]! -= place[axis]!;
  }
  return [middle[0]!, middle[1]!, middle[2]!];
}

/** Radius in mm of the ball with the volume that lies below a level. Points near the surface count in part: their value is about their distance to it. */
export function radiusBelow(values: Float32Array, level: number, stepMm: number): number {
  let inside = 0;
  const beyond = level + 0.51 * stepMm;
  for (let n = 0; n < values.length; n++) {
    if (values[n]! > beyond) continue;
    const depth = (level - values[n]!) / stepMm + 0.5;
    if (depth > 0) inside += Math.min(1, depth);
  }
  return stepMm * Math.cbrt((3 * inside) / (4 * Math.PI));
}

/** Mean position in mm of the part below a level. */
function centroid(values: Float32Array, { count, stepMm, originMm: [x0, y0, z0] }: Lattice, level: number): Vec3 {
  let [inside, x, y, z] = [0, 0, 0, 0];
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++)
      for (let a = 0; a < count; a++, n++) {
        if (values[n]! >= level) continue;
        inside++;
        x += x0 + a * stepMm;
        y += y0 + b * stepMm;
        z += z0 + c * stepMm;
      }
  return [x / inside, y / inside, z / inside];
}
