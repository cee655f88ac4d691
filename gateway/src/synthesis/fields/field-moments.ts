import type { Field } from '../../kernels/field.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { weightedMomentsKernel } from '../../kernels/weighted-moments/kernel.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { SUPPORT } from './opacity-of.ts';

export interface FieldMomentsOptions {
  /** Of each voxel; below the support they count as 0. */
  readonly weights: Field<'f32'>;
  readonly dimensions: Vec3;
  readonly region?: RowSpans;
}

/** Weighted mean and SD of a field; both 0 where nothing has weight. */
export async function fieldMoments(kernels: Kernels, field: Field<'f32'>, { weights, dimensions, region }: FieldMomentsOptions): Promise<{ mean: number; sd: number }> {
  const rows = dimensions[1] * dimensions[2];
  const run = { inputs: [field, weights] as const, parameters: { dimensions: [...dimensions, 0] as const, least: SUPPORT }, length: 3 * rows, threads: rows };
  const sums = await kernels.read(kernels.run(weightedMomentsKernel, { ...run, ...(region ? { region } : {}) }));
  let [weight, sum, squares] = [0, 0, 0];
  for (let n = 0; n < sums.length; n += 3) {
    weight += sums[n]!;
    sum += sums[n + 1]!;
    squares += sums[n + 2]!;
  }
  if (weight === 0) return { mean: 0, sd: 0 };
  const mean = sum / weight;
  return { mean, sd: Math.sqrt(Math.max(0, squares / weight - mean * mean)) };
}
