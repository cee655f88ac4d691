import type { Draws } from './draws.ts';

export interface SmoothDisplacementOptions {
  readonly radiusMm: number;
  /** SD of a node's displacement along each axis, mm. */
  readonly sigmaMm: number;
  readonly draws: Draws;
}

export interface SmoothDisplacement {
  /** x, y, z of the last position moved to. */
  readonly mm: Float64Array;
  moveTo(x: number, y: number, z: number): void;
}

/** The axes of the three planes: displacement along u and v as a function of u and v. */
const PLANES = [
  [0, 1],
  [1, 2],
  [0, 2],
] as const;

/**
 * A very smooth random displacement: three plane fields of 3 x 3 normal nodes at -2r, 0, +2r, quadratic in between, summed.
 * `moveTo` sets `mm` to the displacement at a position in mm relative to the centre.
 */
export function smoothDisplacement({ radiusMm, sigmaMm, draws }: SmoothDisplacementOptions): SmoothDisplacement {
  const nodes = new Float64Array(54);
  for (let n = 0; n < 54; n++) nodes[n] = sigmaMm * draws.normal('elastic node', n);
  const basis = new Float64Array(9);
  const planeSum = (from: number, u: number, v: number): number => {
    let sum = 0;
    for (let a = 0; a < 3; a++) {
      const at = from + 3 * a;
      sum += basis[3 * u + a]! * (nodes[at]! * basis[3 * v]! + nodes[at + 1]! * basis[3 * v + 1]! + nodes[at + 2]! * basis[3 * v + 2]!);
    }
    return sum;
  };
  const mm = new Float64Array(3);
  const moveTo = (x: number, y: number, z: number) => {
    quadraticBasis(x / (2 * radiusMm), basis, 0);
    quadraticBasis(y / (2 * radiusMm), basis, 3);
    quadraticBasis(z / (2 * radiusMm), basis, 6);
    mm.fill(0);
    for (let plane = 0; plane < 3; plane++) {
      const [u, v] = PLANES[plane]!;
      mm[u]! += planeSum(18 * plane, u, v);
      mm[v]! += planeSum(18 * plane + 9, u, v);
    }
  };
  return { mm, moveTo };
}

/** Lagrange polynomials through nodes at -1, 0, 1; constant beyond them. */
function quadraticBasis(position: number, out: Float64Array, from: number): void {
  const t = position < -1 ? -1 : position > 1 ? 1 : position;
  out[from] = (t * (t - 1)) / 2;
  out[from + 1] = 1 - t * t;
  out[from + 2] = (t * (t + 1)) / 2;
}
