import { trilinearSampler } from '../../kernels/trilinear/reference.ts';
import type { Lattice } from '../frame/lattice.ts';
import { valueOfRank } from './value-of-rank.ts';

/** A lesion as values on a lattice around its centre: inside is where they, interpolated, lie below a level. */
export interface LesionShape {
  readonly lattice: Lattice;
  /** About the radius in mm of the shell each lattice point lies on. */
  readonly values: Float32Array;
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  /** The level whose inside has the volume of that radius. */
  readonly levelMm: number;
  /** Largest distance of an inside point from the centre, mm. */
  readonly reachMm: number;
  /** The value at a position in mm relative to the centre. */
  valueAt(x: number, y: number, z: number): number;
}

type Described = Pick<LesionShape, 'lattice' | 'values' | 'radiusMm'>;

/** The level whose inside has the volume of the radius, mm. */
export const volumeLevel = ({ lattice: { stepMm }, values, radiusMm }: Described): number => valueOfRank(values, (4 / 3) * Math.PI * (radiusMm / stepMm) ** 3);

/** The shape that values on a lattice describe, at the level that gives it its volume. */
export function latticeShape({ lattice, values, radiusMm, levelMm = volumeLevel({ lattice, values, radiusMm }) }: Described & { readonly levelMm?: number }): LesionShape {
  const { count, stepMm, originMm: [x0, y0, z0] } = lattice;
  const sample = trilinearSampler(values, [count, count, count]);
  const valueAt = (x: number, y: number, z: number) => sample((x - x0) / stepMm, (y - y0) / stepMm, (z - z0) / stepMm);
  return { lattice, values, radiusMm, levelMm, reachMm: reachOf(values, lattice, levelMm) + stepMm, valueAt };
}

function reachOf(values: Float32Array, { count, stepMm, originMm }: Lattice, levelMm: number): number {
  const squares = originMm.map(from => Float64Array.from({ length: count }, (_, n) => (from + n * stepMm) ** 2));
  const [x, y, z] = squares as [Float64Array, Float64Array, Float64Array];
  let farthest = 0;
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++) {
      const across = y[b]! + z[c]!;
      for (let a = 0; a < count; a++, n++) if (values[n]! < levelMm && x[a]! + across > farthest) farthest = x[a]! + across;
    }
  return Math.sqrt(farthest);
}
