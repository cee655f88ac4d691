import type { Vec3 } from '../../volume/geometry.ts';

/** Gaussian of an odd number of taps along each axis, weights of sum 1, zeros beyond the grid. */
export function zeroPaddedBlur(values: Float32Array, [nx, ny, nz]: Vec3, { taps, sigmaVoxels }: { readonly taps: number; readonly sigmaVoxels: number }): Float32Array {
  const half = (taps - 1) >> 1;
  const raw = Array.from({ length: 2 * half + 1 }, (_, n) => Math.exp(-((n - half) ** 2) / (2 * sigmaVoxels * sigmaVoxels)));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map(weight => weight / total);
  let current = values;
  for (const [stride, count] of [[1, nx], [nx, ny], [nx * ny, nz]] as const) {
    const out = new Float32Array(current.length);
    for (let v = 0; v < out.length; v++) {
      const at = Math.floor(v / stride) % count;
      let sum = 0;
      for (let n = Math.max(-half, -at); n <= Math.min(half, count - 1 - at); n++) sum += weights[n + half]! * current[v + n * stride]!;
      out[v] = sum;
    }
    current = out;
  }
  return current;
}
