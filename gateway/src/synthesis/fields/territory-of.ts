import type { Field } from '../../kernels/field.ts';
import { blur } from '../../kernels/gaussian-blur/blur.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { territoryKernel } from '../../kernels/territory/kernel.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';

/** A scan blurs an organ's border by about this much, mm. */
const BORDER_MM = 1.5;

/** The share of organ around each voxel, 0..1, with a minus sign where the voxel itself is outside. `mask`: 1 = organ. */
export function territoryOf(kernels: Kernels, mask: Field<'f32'>, { geometry: { dimensions, spacingMm }, region }: { readonly geometry: Geometry; readonly region?: RowSpans }): Field<'f32'> {
  const where = region ? { region } : {};
  const share = blur(kernels, mask, { dimensions, sigmaVoxels: spacingMm.map(s => BORDER_MM / s) as unknown as Vec3, ...where });
  return kernels.run(territoryKernel, { inputs: [mask, share], parameters: { dimensions: [...dimensions, 0] }, length: mask.length, ...where });
}
