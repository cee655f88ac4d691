import type { Field } from '../../kernels/field.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { latticeFieldKernel } from '../../kernels/lattice-field/kernel.ts';
import { latticeNoiseKernel } from '../../kernels/lattice-noise/kernel.ts';
import { wholeCube } from '../../kernels/lattice-noise/reference.ts';
import { splineDoubleKernel } from '../../kernels/spline-double/kernel.ts';
import type { Geometry } from '../../volume/geometry.ts';
import type { Draws } from '../draws.ts';
import { fieldMoments } from './field-moments.ts';
import type { FrameRow, LesionFrame } from '../frame/lesion-frame.ts';

export interface TextureOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** The weight of each voxel in mean and SD. */
  readonly opacity: Field<'f32'>;
  /** Distance at which the field's autocorrelation falls to 1/e, mm. */
  readonly lengthMm: number;
  readonly sdHu: number;
  /** Radius of the ball that holds the region, mm. */
  readonly reachMm: number;
  readonly draws: Draws;
  readonly region?: RowSpans;
}

export interface Texture {
  /** (field - mean) scale has mean 0 and the asked SD over the lesion's own voxels. */
  readonly field: Field<'f32'>;
  readonly mean: number;
  readonly scale: number;
}

/** Smooth noise on nodes in the lesion's frame, averaged through thick slices, with what it takes to standardise it afterwards. */
export async function textureOf(kernels: Kernels, options: TextureOptions): Promise<Texture> {
  const { geometry: { dimensions, spacingMm }, frame, opacity, lengthMm, sdHu, reachMm, draws, region } = options;
  const where = region ? { region } : {};
  const nodeMm = lengthMm / 1.15;
  const half = Math.ceil(reachMm / nodeMm) + 1;
  const size = 2 * half + 1;
  const nodes = kernels.run(latticeNoiseKernel, { inputs: [], parameters: { keyA: draws.key[0]!, keyB: draws.key[1]!, stream: 2, ...wholeCube(half), scale: 1 }, length: size ** 3 });
  const count = 2 * size - 5;
  const values = kernels.run(splineDoubleKernel, { inputs: [nodes], parameters: { size }, length: count ** 3 });
  const middle = (count - 1) / 2;
  const onLattice = ([a, b, c, d]: FrameRow): FrameRow => [(2 * a) / nodeMm, (2 * b) / nodeMm, (2 * c) / nodeMm, (2 * d) / nodeMm + middle];
  const { frameX, frameY, frameZ } = frame.rows;
  const layers = Math.max(1, Math.ceil(spacingMm[2] / (lengthMm / 2)));
  const grid = { dimensions: [...dimensions, 0] as const };
  const parameters = { ...grid, count, layers, latticeX: onLattice(frameX), latticeY: onLattice(frameY), latticeZ: onLattice(frameZ) };
  const field = kernels.run(latticeFieldKernel, { inputs: [values], parameters, length: opacity.length, ...where });
  const { mean, sd } = await fieldMoments(kernels, field, { weights: opacity, dimensions, ...where });
  return { field, mean, scale: sd === 0 ? 0 : sdHu / Math.max(1e-6, sd) };
}
