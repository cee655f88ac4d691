import type { Field } from '../../kernels/field.ts';
import { blur } from '../../kernels/gaussian-blur/blur.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Geometry } from '../../volume/geometry.ts';

export interface OpacityOptions {
  readonly geometry: Geometry;
  readonly edgeSigmaMm: number;
  readonly region?: RowSpans;
  /** Where the occupancy may be other than 0; absent: anywhere. */
  readonly support?: RowSpans;
  /** Where the blur is cut, in SDs. */
  readonly truncate?: number;
}

/** Opacity below which a voxel is not touched. */
export const SUPPORT = 1e-3;

/** Lesion opacity: occupancy blurred by the edge width in plane, and through slices by what their thickness has not blurred yet. */
export function opacityOf(kernels: Kernels, occupancy: Field<'f32'>, { geometry: { dimensions, spacingMm: [si, sj, sk] }, edgeSigmaMm, region, support, truncate }: OpacityOptions): Field<'f32'> {
  const through = Math.sqrt(Math.max(0, edgeSigmaMm ** 2 - sk ** 2 / 12));
  return blur(kernels, occupancy, { dimensions, sigmaVoxels: [edgeSigmaMm / si, edgeSigmaMm / sj, through / sk], ...(region ? { region } : {}), ...(support ? { support } : {}), ...(truncate === undefined ? {} : { truncate }) });
}
