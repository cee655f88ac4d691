import { trilinearSampler } from '../../../kernels/trilinear/reference.ts';
import { affineOf, invertAffine, lpsToIjk } from '../../../volume/geometry.ts';
import { latticeAround, latticePoint, type Lattice } from '../../frame/lattice.ts';
import type { Copy } from './choose.ts';

type At = (x: number, y: number, z: number) => number;

/** A donor's field as a function of the position in mm from the new lesion's centre. */
export function copied({ lesion, toDonor }: Copy, values: Float32Array): At {
  const { geometry, centroidLps } = lesion;
  const m = invertAffine(affineOf(geometry)) as number[];
  const [i0, j0, k0] = lpsToIjk(geometry, centroidLps);
  const sample = trilinearSampler(values, geometry.dimensions);
  return (x, y, z) => {
    const [u, v, w] = toDonor(x, y, z);
    return sample(i0 + m[0]! * u + m[1]! * v + m[2]! * w, j0 + m[4]! * u + m[5]! * v + m[6]! * w, k0 + m[8]! * u + m[9]! * v + m[10]! * w);
  };
}

/** Lattice points from the centre to the surface of a ball of the radius. */
const POINTS = 14;

/** The donor's surface at the new size: about the radius in mm of the shell each lattice point lies on. */
export function copiedShape(copy: Copy, radiusMm: number, reachMm: number): { readonly lattice: Lattice; readonly values: Float32Array } {
  const lattice = latticeAround([0, 0, 0], { reachMm, stepMm: radiusMm / POINTS });
  const distance = copied(copy, copy.lesion.distanceMm);
  const scale = radiusMm / copy.lesion.radiusMm;
  return { lattice, values: Float32Array.from({ length: lattice.count ** 3 }, (_, n) => Math.max(0, radiusMm + scale * distance(...latticePoint(lattice, n)))) };
}
