import { trilinearSampler } from '../kernels/trilinear/reference.ts';
import type { LesionShape } from './lesion-shape.ts';
import { latticePoint, type Lattice } from './lattice.ts';

export interface LatticeShapeOptions {
  readonly lattice: Lattice;
  /** About the radius in mm of the shell each lattice point lies on; inside is where it is low. */
  readonly values: Float32Array;
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
}

/** A lesion shape given by values on a lattice around its centre, for shapes that no formula describes: grown ones and copied ones. */
export function latticeShape({ lattice, values, radiusMm }: LatticeShapeOptions): LesionShape {
  const { count, stepMm, originMm: [x0, y0, z0] } = lattice;
  const sample = trilinearSampler(values, [count, count, count]);
  const levelMm = levelOf(values, lattice, (4 / 3) * Math.PI * radiusMm ** 3);
  return {
    valueAt: (x, y, z) => sample((x - x0) / stepMm, (y - y0) / stepMm, (z - z0) / stepMm),
    levelMm,
    levelFor: (volumeMm3, accept) => levelOf(values.filter((_, n) => accept(...latticePoint(lattice, n))), lattice, volumeMm3),
    reachMm: reachOf(values, lattice, levelMm) + stepMm,
    steepness: steepest(values, lattice, levelMm),
  };
}

/** The level below which lattice points of the given volume lie; Infinity when there are too few. */
function levelOf(values: Float32Array, { stepMm }: Lattice, volumeMm3: number): number {
  const wanted = volumeMm3 / stepMm ** 3;
  const sorted = values.slice().sort();
  const below = Math.floor(wanted);
  const [low, high] = [sorted[below - 1], sorted[below]];
  return low === undefined || high === undefined ? Infinity : low + (wanted - below) * (high - low);
}

function reachOf(values: Float32Array, lattice: Lattice, levelMm: number): number {
  let squared = 0;
  for (let n = 0; n < values.length; n++) {
    if (values[n]! >= levelMm) continue;
    const [x, y, z] = latticePoint(lattice, n);
    squared = Math.max(squared, x * x + y * y + z * z);
  }
  return Math.sqrt(squared);
}

/** Bound of the slope between neighbouring lattice points where either lies within a third of the level. */
function steepest(values: Float32Array, { count, stepMm }: Lattice, levelMm: number): number {
  const plane = count * count;
  let squared = stepMm * stepMm;
  for (let n = 0; n + plane + count + 1 < values.length; n++) {
    const v = values[n]!;
    if (n % count === count - 1 || Math.abs(v - levelMm) > levelMm / 3) continue;
    squared = Math.max(squared, (values[n + 1]! - v) ** 2 + (values[n + count]! - v) ** 2 + (values[n + plane]! - v) ** 2);
  }
  return Math.sqrt(squared) / stepMm;
}
