import type { Geometry } from '../../volume/geometry.ts';
import { regionBlur } from './region-blur.ts';

/** What is finer than 2 mm in a region: its noise. 0 outside. */
export function regionResidual(values: Float32Array, region: Uint8Array, geometry: Geometry): Float32Array {
  const smooth = regionBlur(values, region, geometry);
  return values.map((v, at) => (region[at] === 1 ? v - smooth[at]! : 0));
}
