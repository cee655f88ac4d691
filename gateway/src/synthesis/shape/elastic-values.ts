import type { Vec3 } from '../../volume/geometry.ts';
import type { Lattice } from '../frame/lattice.ts';
import { elasticNodes, splineBasis, type ElasticPlanesOptions } from './elastic-planes.ts';

export interface ElasticValuesOptions extends ElasticPlanesOptions {
  readonly lattice: Lattice;
  /** Beyond this distance from the lattice's middle there is no lesion, mm. */
  readonly reachMm: number;
}

/**
 * The radius function of an ellipsoid after the elastic deformations, at each point of a lattice: mm of the shell that a point comes to lie on, as large as
 * the half axes' geometric mean on the surface. Points of one x and z share all of the deformations but what y adds.
 */
export function elasticValues({ halfAxesMm, lattice: { count, stepMm, originMm }, reachMm, ...options }: ElasticValuesOptions): Float32Array {
  const nodes = elasticNodes(options);
  const meanMm = Math.cbrt(halfAxesMm[0] * halfAxesMm[1] * halfAxesMm[2]);
  const half = (count - 1) / 2;
  const sphere = (reachMm / stepMm) ** 2;
  const bases = Float64Array.from({ length: 3 * count });
  for (let j = 0; j < count; j++) splineBasis((originMm[1] + j * stepMm) / (2 * halfAxesMm[1]), bases.subarray(3 * j, 3 * j + 3));
  const values = new Float32Array(count ** 3);
  const line = lineOf(nodes, halfAxesMm, bases);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < count; i++) {
      moveTo(line, originMm[0] + i * stepMm, originMm[2] + k * stepMm);
      const aside = (i - half) ** 2 + (k - half) ** 2;
      for (let j = 0, n = i + count * count * k; j < count; j++, n += count) {
        const squared = aside + (j - half) ** 2;
        values[n] = squared > sphere ? 1.5 * stepMm * Math.sqrt(squared) : meanMm * shell(line, originMm[1] + j * stepMm, 3 * j); // beyond: above any level
      }
    }
  return values;
}

/** The points of one x and z. A plain object, no class: the engine forgets what it compiled for a class each time that no instance is left. */
interface Line {
  readonly nodes: Float64Array;
  readonly axes: Vec3;
  /** Weights of y of all the points. */
  readonly bases: Float64Array;
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** Where the points have gone in x and z so far, and what each weight of y adds: along y and z by the second deformation, x and y by the third. */
  x: number;
  z: number;
  readonly second: Float64Array;
  readonly third: Float64Array;
}

const lineOf = (nodes: Float64Array, axes: Vec3, bases: Float64Array): Line => ({
  nodes, axes, bases, x: 0, z: 0,
  along: new Float64Array(3), across: new Float64Array(3), second: new Float64Array(6), third: new Float64Array(6),
});

function moveTo(line: Line, x: number, z: number): void {
  const { nodes, axes: [a, , c], along, across, second, third } = line;
  splineBasis(x / (2 * a), along);
  splineBasis(z / (2 * c), across);
  let [movedX, movedZ] = [x, z];
  for (let p = 0, n = 36; p < 3; p++)
    for (let q = 0; q < 3; q++, n++) {
      movedX += along[p]! * across[q]! * nodes[n]!;
      movedZ += along[p]! * across[q]! * nodes[n + 9]!;
    }
  line.x = movedX;
  line.z = movedZ;
  splineBasis(movedZ / (2 * c), across);
  splineBasis(movedX / (2 * a), along);
  for (let component = 0; component < 2; component++)
    for (let p = 0; p < 3; p++) {
      const [row, column] = [18 + 9 * component + 3 * p, 9 * component + p];
      second[3 * component + p] = across[0]! * nodes[row]! + across[1]! * nodes[row + 1]! + across[2]! * nodes[row + 2]!;
      third[3 * component + p] = along[0]! * nodes[column]! + along[1]! * nodes[column + 3]! + along[2]! * nodes[column + 6]!;
    }
}

/** Half axes from the ellipsoid's middle that a point comes to lie, on its surface 1. `at`: where y's weights begin. */
function shell({ x, z, second, third, along: basis, axes, bases: weights }: Line, y: number, at: number): number {
  const w0 = weights[at]!;
  const w1 = weights[at + 1]!;
  const w2 = weights[at + 2]!;
  const movedY = y + w0 * second[0]! + w1 * second[1]! + w2 * second[2]!;
  splineBasis(movedY / (2 * axes[1]), basis);
  const px = (x + basis[0]! * third[0]! + basis[1]! * third[1]! + basis[2]! * third[2]!) / axes[0];
  const py = (movedY + basis[0]! * third[3]! + basis[1]! * third[4]! + basis[2]! * third[5]!) / axes[1];
  const pz = (z + w0 * second[3]! + w1 * second[4]! + w2 * second[5]!) / axes[2];
  return Math.sqrt(px * px + py * py + pz * pz);
}
