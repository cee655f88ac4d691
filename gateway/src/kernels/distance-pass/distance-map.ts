import type { Vec3 } from '../../volume/geometry.ts';
import type { Field } from '../field.ts';
import type { Kernels } from '../kernels.ts';
import { distancePassKernel } from './kernel.ts';

/** Stands for "nothing found yet": larger than any squared distance in a body, and finite, as WGSL knows no infinity. */
const FAR = 1e30;

export interface DistanceMapOptions {
  /** 1 where distance is measured to. */
  readonly mask: Uint8Array;
  readonly dimensions: Vec3;
  readonly spacingMm: Vec3;
}

/** Distance in mm from each voxel centre to the nearest one in the mask, on a grid with orthogonal axes; 1e15 everywhere when the mask is empty. */
export function distanceMap(kernels: Kernels, { mask, dimensions, spacingMm }: DistanceMapOptions): Field<'f32'> {
  let field = kernels.upload(Float32Array.from(mask, v => (v === 1 ? 0 : FAR)));
  for (const axis of [0, 1, 2] as const) {
    const parameters = { dimensions: [...dimensions, 0] as const, axis, root: axis === 2 ? 1 : 0, spacingMm: spacingMm[axis] };
    field = kernels.run(distancePassKernel, { inputs: [field], parameters, length: mask.length });
  }
  return field;
}
