import type { Vec3 } from '../../volume/geometry.ts';
import type { Draws } from '../draws.ts';

export interface ElasticPlanesOptions {
  /** Of the ellipsoid along x, y, z, mm; nodes lie at -2, 0 and 2 half axes. */
  readonly halfAxesMm: Vec3;
  /** SD of a node's displacement along each axis, mm. */
  readonly sigmaMm: number;
  readonly draws: Draws;
}

/** Takes a place (x, y, z in mm, changed in place) to the place that it shows. */
export type Pass = (place: Float64Array) => void;

/** The axes of the planes, in the order in which a shape is deformed. */
const PLANES = [
  [0, 1],
  [1, 2],
  [0, 2],
] as const;

/**
 * Three elastic deformations, each in a plane and alike along the third axis: 3 x 3 normal nodes, a cubic spline through them (mirrored
 * at the outer ones, constant beyond). Deformations are pull maps, so they come in the order in which a place goes through them: the last one first.
 */
export function elasticPlanes({ halfAxesMm, ...options }: ElasticPlanesOptions): readonly Pass[] {
  const nodes = elasticNodes(options);
  const passes = PLANES.map(([u, v], plane): Pass => {
    const [along, across] = [new Float64Array(3), new Float64Array(3)];
    const own = nodes.subarray(18 * plane, 18 * plane + 18);
    const [unitU, unitV] = [2 * halfAxesMm[u], 2 * halfAxesMm[v]];
    return place => {
      splineBasis(place[u]! / unitU, along);
      splineBasis(place[v]! / unitV, across);
      let [shiftU, shiftV] = [0, 0];
      for (let a = 0, n = 0; a < 3; a++)
        for (let b = 0; b < 3; b++, n++) {
          const weight = along[a]! * across[b]!;
          shiftU += weight * own[n]!;
          shiftV += weight * own[n + 9]!;
        }
      place[u]! += shiftU;
      place[v]! += shiftV;
    };
  });
  return passes.reverse();
}

/** Displacements of the nodes, mm: for each plane of x and y, y and z, x and z nine along its first axis, nine along its second; the second axis runs fastest. */
export const elasticNodes = ({ sigmaMm, draws }: Omit<ElasticPlanesOptions, 'halfAxesMm'>): Float64Array => Float64Array.from({ length: 54 }, (_, n) => sigmaMm * draws.normal('elastic node', n));

/** Weights of the values at -1, 0, 1 in the cubic spline through them that is level at both ends; constant beyond. */
export function splineBasis(position: number, out: Float64Array): void {
  const s = Math.min(1, Math.abs(position));
  // Hermite form between the middle (slope 3/4 of the outer values' difference) and the outer node (slope 0).
  const slope = 0.75 * s * (1 - s) * (1 - s);
  const outer = s * s * (3 - 2 * s);
  const far = position < 0 ? 0 : 2;
  out[far] = outer + slope;
  out[1] = 1 - outer;
  out[2 - far] = -slope;
}
