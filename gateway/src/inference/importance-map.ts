import type { Vec3 } from '../volume/geometry.ts';

/** SD of the weight in window widths. */
const SIGMA = 0.125;
const FLOOR = 1e-3;

/**
 * Weight of each voxel of a window, x fastest: 1 everywhere, or a separable Gaussian centred at (w - 1) / 2 with SD 0.125 w,
 * floored at max(its own minimum, 1e-3), as MONAI's sliding window inferer does.
 */
export function importanceMap(windowSize: Vec3, weighting: 'gaussian' | 'constant' = 'gaussian'): Float32Array {
  const [nx, ny, nz] = windowSize;
  const weights = new Float32Array(nx * ny * nz).fill(1);
  if (weighting === 'constant') return weights;
  const [x, y, z] = windowSize.map(profile) as [Float64Array, Float64Array, Float64Array];
  const floor = Math.max(x[0]! * y[0]! * z[0]!, FLOOR);
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const row = y[j]! * z[k]!;
      for (let i = 0; i < nx; i++, at++) weights[at] = Math.max(floor, x[i]! * row);
    }
  return weights;
}

function profile(size: number): Float64Array {
  const sigma = SIGMA * size;
  return Float64Array.from({ length: size }, (_, n) => Math.exp(-((n - (size - 1) / 2) ** 2) / (2 * sigma * sigma)));
}
