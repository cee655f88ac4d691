import type { Draws } from '../draws.ts';

export interface PlaneFieldsOptions {
  /** Coordinates along x, y, z in mm from the lesion's centre, as many along each. */
  readonly places: readonly [Float64Array, Float64Array, Float64Array];
  readonly radiusMm: number;
  /** SD of a node's displacement along each axis, mm. */
  readonly sigmaMm: number;
  readonly draws: Draws;
}

/** Displacement along the first and the second axis of a plane, mm, at [first + count * second]. */
type PlaneField = readonly [Float64Array, Float64Array];

/**
 * A very smooth random displacement: the sum of three plane fields of 3 x 3 normal nodes at -2r, 0, +2r, quadratic in between, constant
 * beyond. The displacement along x is xy[0] + xz[0], along y xy[1] + yz[0], along z yz[1] + xz[1].
 */
export function planeFields({ places, radiusMm, sigmaMm, draws }: PlaneFieldsOptions): Readonly<Record<'xy' | 'yz' | 'xz', PlaneField>> {
  const bases = places.map(line => quadraticBases(line, 2 * radiusMm)) as [Float64Array, Float64Array, Float64Array];
  const count = places[0].length;
  let node = 0;
  const component = (u: Float64Array, v: Float64Array): Float64Array => {
    const nodes = Array.from({ length: 9 }, () => sigmaMm * draws.normal('elastic node', node++));
    const out = new Float64Array(count * count);
    for (let b = 0, n = 0; b < count; b++) {
      const across = (p: number) => nodes[3 * p]! * v[3 * b]! + nodes[3 * p + 1]! * v[3 * b + 1]! + nodes[3 * p + 2]! * v[3 * b + 2]!;
      const first = across(0);
      const middle = across(1);
      const last = across(2);
      for (let a = 0; a < count; a++, n++) out[n] = u[3 * a]! * first + u[3 * a + 1]! * middle + u[3 * a + 2]! * last;
    }
    return out;
  };
  const plane = (u: Float64Array, v: Float64Array): PlaneField => [component(u, v), component(u, v)];
  return { xy: plane(bases[0], bases[1]), yz: plane(bases[1], bases[2]), xz: plane(bases[0], bases[2]) };
}

/** Lagrange polynomials through nodes at -unit, 0, unit at each place, three numbers a place; constant beyond the nodes. */
function quadraticBases(places: Float64Array, unit: number): Float64Array {
  const out = new Float64Array(3 * places.length);
  places.forEach((place, n) => {
    const t = Math.max(-1, Math.min(1, place / unit));
    out[3 * n] = (t * (t - 1)) / 2;
    out[3 * n + 1] = 1 - t * t;
    out[3 * n + 2] = (t * (t + 1)) / 2;
  });
  return out;
}
