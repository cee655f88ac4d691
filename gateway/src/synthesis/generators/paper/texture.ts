import type { Field } from '../../../kernels/field.ts';
import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { latticeNoiseKernel } from '../../../kernels/lattice-noise/kernel.ts';
import { ellipsoidIn } from '../../../kernels/lattice-noise/reference.ts';
import { splineSampleKernel } from '../../../kernels/spline-sample/kernel.ts';
import { voxelCount, type Geometry, type Vec3 } from '../../../volume/geometry.ts';
import type { Draws } from '../../draws.ts';
import type { FrameRow, LesionFrame } from '../../frame/lesion-frame.ts';
import { prefilter, zoom } from '../../shape/spline.ts';
import { farthestMm } from '../published/farthest.ts';

export interface TextureOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** Where the texture is wanted. */
  readonly region: RowSpans;
  /** Where it is read: beyond the region it is 0 there. */
  readonly within: RowSpans;
  /** Factor of the cubic upscale. */
  readonly eta: number;
  readonly draws: Draws;
}

/** So many samples from the end, where a lesion is hardly opaque yet, a cubic spline hardly feels where its samples end. */
const PREFILTER_REACH = 2;
const MOST_LAYERS = 8;

/**
 * White noise of mean 0 and SD 1 on nodes eta mm apart, upscaled to 1 mm by a cubic spline, then blurred by 0.6 mm (Hu et al. 2023, section
 * 3.1), read at the scan's voxels and averaged through their slices. On a 1 mm grid 0.36 to 0.49 of the SD is left, as in the original.
 *
 * The blur is the reading itself: a cubic B-spline on 1 mm nodes weighs 1/6, 2/3, 1/6, a Gaussian of 0.6 mm 0.166, 0.664, 0.166; and it
 * holds between the nodes, on any grid.
 */
export function paperTexture(kernels: Kernels, { geometry, frame, region, within, eta, draws }: TextureOptions): Field<'f32'> {
  const { alongMm, halfAxesMm } = farthestMm(region, geometry.dimensions[1], frame);
  const fine = alongMm.map(mm => Math.ceil(mm) + 1) as unknown as Vec3;
  const coarse = fine.map(half => Math.ceil((half + 1) / eta) + PREFILTER_REACH) as unknown as Vec3;
  const halfAxes = halfAxesMm.map(mm => (mm + 2) / eta + PREFILTER_REACH) as unknown as Vec3;
  const from = coarse.map(half => 2 * half + 1) as unknown as Vec3;
  const to = fine.map(half => 2 * half + 1) as unknown as Vec3;
  const noise = kernels.run(latticeNoiseKernel, {
    inputs: [],
    parameters: { keyA: draws.key[0]!, keyB: draws.key[1]!, stream: 3, ...ellipsoidIn(coarse, halfAxes), scale: 1 },
    length: from[0] * from[1] * from[2],
  });
  const coefficients = prefilter(kernels, noise, from);
  const upscaled = zoom(kernels, coefficients, { from, to, origin: fine.map((half, axis) => coarse[axis]! - half / eta) as unknown as Vec3, step: [1 / eta, 1 / eta, 1 / eta] });
  const { frameX, frameY, frameZ } = frame.rows;
  const onNodes = ([i, j, k, offset]: FrameRow, half: number): FrameRow => [i, j, k, offset + half];
  return kernels.run(splineSampleKernel, {
    inputs: [upscaled],
    parameters: {
      dimensions: [...geometry.dimensions, 0],
      lattice: [...to, 0],
      toLatticeX: onNodes(frameX, fine[0]),
      toLatticeY: onNodes(frameY, fine[1]),
      toLatticeZ: onNodes(frameZ, fine[2]),
      layers: Math.min(MOST_LAYERS, Math.max(1, Math.round(geometry.spacingMm[2]))),
    },
    length: voxelCount(geometry),
    region,
    sparse: within,
  });
}
