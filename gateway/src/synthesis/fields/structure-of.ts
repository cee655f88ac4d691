import type { Field } from '../../kernels/field.ts';
import { blur } from '../../kernels/gaussian-blur/blur.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { dilateSpans, wholeSpans } from '../../kernels/row-spans.ts';
import { structureKernel } from '../../kernels/structure/kernel.ts';
import { tissueKernel } from '../../kernels/tissue/kernel.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';
import type { OrganStatistics } from '../survey/statistics.ts';

export interface StructureOptions {
  readonly geometry: Geometry;
  readonly statistics: OrganStatistics;
  readonly region?: RowSpans;
}

/** Width of the blur that parts structure from noise, mm; it only parts, so little more than 2 SDs of it are enough. */
const STRUCTURE_MM = 1.5;
const TRUNCATE = 2.25;
/** A residual up to this many noise SDs is noise; beyond it fades to none at the second, where it is an edge. */
const NOISE_SDS = [3, 4.5] as const;
/** Values this many SDs from the organ's mean (vessels, fat) do not count where the organ's own slow variation is measured. */
const FOREIGN_SDS = 3;

/**
 * The scan (HU) without its fine noise: f minus what is left of f - G_1.5mm f where that is small. Vessels, borders and slow changes stay
 * whole; the blur sees the mean in place of foreign tissue, so that no vessel leaves a halo. There is nothing outside the region, not even zeros.
 */
export function structureOf(kernels: Kernels, f: Field<'f32'>, { geometry, statistics: { meanHu, sdHu, noiseSdHu }, region = wholeSpans(geometry.dimensions) }: StructureOptions): Field<'f32'> {
  const { dimensions, spacingMm } = geometry;
  const sigmaVoxels = spacingMm.map(s => STRUCTURE_MM / s) as unknown as Vec3;
  const grid = { dimensions: [...dimensions, 0] as const };
  const reach = sigmaVoxels.map(sigma => Math.ceil(TRUNCATE * sigma + 1)) as unknown as Vec3;
  const tissue = kernels.run(tissueKernel, { inputs: [f], parameters: { ...grid, meanHu, reachHu: FOREIGN_SDS * sdHu }, length: f.length, region: dilateSpans(region, dimensions, reach), sparse: true });
  const smooth = blur(kernels, tissue, { dimensions, sigmaVoxels, truncate: TRUNCATE, region, sparse: true });
  return kernels.run(structureKernel, { inputs: [f, smooth], parameters: { ...grid, sureHu: NOISE_SDS[0] * noiseSdHu, noneHu: NOISE_SDS[1] * noiseSdHu }, length: f.length, region, sparse: true });
}
