import { computeAtOnce } from '../../kernels/cpu.ts';
import { latticeNoiseKernel } from '../../kernels/lattice-noise/kernel.ts';
import { UNIT_SCALE, wholeCube } from '../../kernels/lattice-noise/reference.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { Draws } from '../draws.ts';
import type { Lattice } from '../frame/lattice.ts';
import { planeFields } from './plane-fields.ts';
import { splineOnLattice } from './spline-on-lattice.ts';

export interface DeformedEllipsoidOptions {
  /** Volume-equivalent radius of the undeformed ellipsoid, mm. */
  readonly radiusMm: number;
  /** Half axes relative to each other; scaled to the volume. */
  readonly halfAxes: Vec3;
  /** Directions of the half axes: rows of a rotation matrix, LPS. */
  readonly turn: readonly number[];
  /** SD of the smooth deformation's nodes, mm. */
  readonly elasticSigmaMm: number;
  /** SD of the fine surface roughness as a share of the radius. */
  readonly roughness: number;
  readonly draws: Draws;
  readonly lattice: Lattice;
  /** Beyond this distance from the lattice's middle there is no lesion, mm. */
  readonly reachMm: number;
}

/**
 * Values on a lattice: the radius in mm of the shell of a turned ellipsoid that a point comes to lie on after a smooth displacement, with
 * fine roughness near the surface. Beyond the reach 1.2 times the distance, which lies above any level.
 */
export function deformedEllipsoid(options: DeformedEllipsoidOptions): Float32Array {
  const { radiusMm, halfAxes, turn, elasticSigmaMm, roughness, draws, lattice: { count, stepMm, originMm }, reachMm } = options;
  const mean = Math.cbrt(halfAxes[0] * halfAxes[1] * halfAxes[2]);
  const m = turn.map((v, n) => (v * mean) / halfAxes[Math.floor(n / 3)]!);
  const places = originMm.map(from => Float64Array.from({ length: count }, (_, n) => from + n * stepMm)) as [Float64Array, Float64Array, Float64Array];
  const shift = planeFields({ places, radiusMm, sigmaMm: elasticSigmaMm, draws });
  const rough = roughness > 0 ? surfaceNoise(options, places) : undefined;
  const values = new Float32Array(count ** 3);
  const [xs, ys, zs] = places;
  const { xy: [xyX, xyY], xz: [xzX, xzZ], yz: [yzY, yzZ] } = shift;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m as [number, number, number, number, number, number, number, number, number];
  const bump = roughness * radiusMm;
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++) {
      const y = ys[b]!;
      const z = zs[c]!;
      const yShift = y + yzY[b + count * c]!;
      const zShift = z + yzZ[b + count * c]!;
      const aside = y * y + z * z;
      for (let a = 0, ab = count * b, ac = count * c; a < count; a++, ab++, ac++, n++) {
        const x = xs[a]!;
        const distance = Math.sqrt(x * x + aside);
        if (distance > reachMm) {
          values[n] = 1.2 * distance;
          continue;
        }
        const px = x + xyX[ab]! + xzX[ac]!;
        const py = yShift + xyY[ab]!;
        const pz = zShift + xzZ[ac]!;
        const u = m0 * px + m1 * py + m2 * pz;
        const v = m3 * px + m4 * py + m5 * pz;
        const w = m6 * px + m7 * py + m8 * pz;
        const value = Math.sqrt(u * u + v * v + w * w);
        values[n] = rough ? value + nearSurface(value / radiusMm) * bump * rough[n]! : value;
      }
    }
  return values;
}

/** 1 around the surface, falling to 0 deep inside and far outside, where roughness would mean nothing. */
const nearSurface = (radii: number): number => Math.max(0, Math.min(1, (radii - 0.4) / 0.3, (1.6 - radii) / 0.25));

/** Smooth noise of SD 1 with nodes 0.4 radii (at least 1.5 mm) apart. */
function surfaceNoise({ radiusMm, reachMm, draws }: DeformedEllipsoidOptions, places: readonly [Float64Array, Float64Array, Float64Array]): Float32Array {
  const nodeMm = Math.max(1.5, 0.4 * radiusMm);
  const half = Math.ceil(reachMm / nodeMm) + 2;
  const parameters = { keyA: draws.key[0]!, keyB: draws.key[1]!, stream: 1, ...wholeCube(half), scale: UNIT_SCALE };
  const nodes = computeAtOnce(kernels => kernels.run(latticeNoiseKernel, { inputs: [], parameters, length: (2 * half + 1) ** 3 }));
  return splineOnLattice({ nodes, half, nodeMm, places });
}
