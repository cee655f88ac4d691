import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';

const STRUCTURE_MM = 2;

/** The values of a region blurred by 2 mm from within the region alone, so that its surroundings do not leak in; 0 outside. */
export function regionBlur(values: Float32Array, region: Uint8Array, { dimensions, spacingMm }: Geometry): Float32Array {
  const sigmaVoxels = spacingMm.map(s => STRUCTURE_MM / s) as unknown as Vec3;
  const weights = gaussianBlur(Float32Array.from(region), { dimensions, sigmaVoxels });
  const sums = gaussianBlur(values.map((v, at) => (region[at] === 1 ? v : 0)), { dimensions, sigmaVoxels });
  return sums.map((sum, at) => (region[at] === 1 ? sum / weights[at]! : 0));
}
