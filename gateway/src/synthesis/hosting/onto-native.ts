import { ijkToLps, voxelCount, type Geometry } from '../../volume/geometry.ts';
import { resampleLinear } from '../../volume/resample.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';

/**
 * A difference that a network made on its own grid, on the scan's grid: averaged through the thickness of a slice as a scanner would
 * record it, 0 beyond the network's grid. The scan itself is never resampled.
 */
export function ontoNative(difference: Volume<Float32Array>, native: Geometry): Volume<Float32Array> {
  const finest = Math.min(...difference.geometry.spacingMm);
  const layers = Math.max(1, Math.ceil(native.spacingMm[2] / finest - 1e-6));
  const sum = new Float32Array(voxelCount(native));
  for (let layer = 0; layer < layers; layer++) {
    const originLps = ijkToLps(native, [0, 0, (layer + 0.5) / layers - 0.5]);
    const { voxels } = resampleLinear(difference, { ...native, originLps }, 0);
    for (let v = 0; v < sum.length; v++) sum[v]! += voxels[v]! / layers;
  }
  return makeVolume(native, sum);
}
