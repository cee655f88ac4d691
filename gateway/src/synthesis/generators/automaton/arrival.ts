import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Lattice } from '../../frame/lattice.ts';
import type { Growth } from './grow.ts';
import { TISSUE } from './tissue.ts';

/** Blur of the arrival, in lattice steps: enough to take the steps off the surface. */
const SMOOTH_STEPS = 0.8;

/**
 * When growth arrived at each place, told as the equivalent radius in mm that the lesion had then. Its level sets are the lesion at every size up to the
 * grown one, each inside the next. Places outside the organ take no part: the blur continues what lies inside.
 */
export function arrivalMm({ birth, tissue, taken }: Growth, { count, stepMm }: Lattice): Float32Array {
  const radiusOf = (places: number) => Math.cbrt((3 * places) / (4 * Math.PI)) * stepMm;
  const middle = taken.map((after, step) => radiusOf((after + (taken[step - 1] ?? 0)) / 2));
  const never = radiusOf(taken.at(-1)!) + 1.5 * stepMm;
  const values = new Float32Array(birth.length);
  const weights = new Float32Array(birth.length);
  for (let at = 0; at < birth.length; at++) {
    if (tissue[at] === TISSUE.outside) continue;
    weights[at] = 1;
    values[at] = birth[at] === 0 ? never : middle[birth[at]! - 1]!;
  }
  const options = { dimensions: [count, count, count], sigmaVoxels: [SMOOTH_STEPS, SMOOTH_STEPS, SMOOTH_STEPS] } as const;
  const sums = gaussianBlur(values, options);
  const shares = gaussianBlur(weights, options);
  for (let at = 0; at < sums.length; at++) sums[at] = shares[at]! > 1e-3 ? sums[at]! / shares[at]! : never;
  return sums;
}
