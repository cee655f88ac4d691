import { blur } from '../../../kernels/gaussian-blur/blur.ts';
import { erf } from '../../../kernels/gaussian-blur/erf.ts';
import { bernoulliKernel } from '../../../kernels/bernoulli/kernel.ts';
import type { Field } from '../../../kernels/field.ts';
import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { latticeNoiseKernel } from '../../../kernels/lattice-noise/kernel.ts';
import { UNIT_SCALE, wholeCube } from '../../../kernels/lattice-noise/reference.ts';
import { splineSampleKernel } from '../../../kernels/spline-sample/kernel.ts';
import { voxelCount, type Geometry, type Vec3 } from '../../../volume/geometry.ts';
import type { Draws } from '../../draws.ts';
import { latticeRows } from '../../frame/lattice-rows.ts';
import type { LesionFrame } from '../../frame/lesion-frame.ts';
import { zoom } from '../../shape/spline.ts';
import { farthestMm } from '../published/farthest.ts';

/** One of the texture's ten recipes, and what it draws. */
export interface TextureLaw {
  /** SD of the two blurs, mm: of the probability, and of the yes-or-no field. */
  readonly patchMm: number;
  readonly grainMm: number;
  /** The probability of yes is base + slope a, with a from 0 to 1. */
  readonly base: number;
  readonly slope: number;
  /** What the mean becomes. */
  readonly level: number;
}

export interface RepoTextureOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  readonly region: RowSpans;
  readonly law: TextureLaw;
  readonly draws: Draws;
}

/**
 * The originals stretch each smoothed uniform field to 0..1 over a volume of 420 x 300 x 320 voxels. Its extremes lie this many SDs from its mean
 * (6.1 on average over five widths and ten fields, 5.4 to 6.8 in single ones; border reflection raises them above those of an endless field).
 */
const EXTREME_SDS = 6.1;
/** Yes-or-no cells are 1 mm; eight of them share a node. */
const NODE_MM = 2;
/** Variance that averaging two cells and reading by a cubic B-spline add to the blur, mm^2. */
const OWN_VARIANCE = 0.25 + NODE_MM ** 2 / 3;
/** Where the blur is cut, in SDs. */
const TRUNCATE = 3;
/** Values up to this are background where the originals take their mean. */
const LEAST = 0.12;

/**
 * The texture T of the released code before its clipping to 0..1, made where the lesion is: a field of yes-or-no cells whose probability
 * wanders slowly, blurred; times `gain`. A slow unevenness of 6 to 12 %, no grain.
 */
export function repoTexture(kernels: Kernels, { geometry, frame, region, law, draws }: RepoTextureOptions): { texture: Field<'f32'>; gain: number } {
  const sigma = Math.sqrt(law.grainMm ** 2 - OWN_VARIANCE) / NODE_MM;
  const wanted = Math.ceil(Math.max(...farthestMm(region, geometry.dimensions[1], frame).alongMm) / NODE_MM) + 2;
  const half = wanted + Math.ceil(TRUNCATE * sigma);
  const size = 2 * half + 1;
  const cube = (n: number): Vec3 => [n, n, n];
  const cells = kernels.run(bernoulliKernel, {
    inputs: [wander(kernels, { half, law, draws })],
    parameters: { keyA: draws.key[0]!, keyB: draws.key[1]!, stream: 5, half, base: law.base + law.slope / 2 },
    length: size ** 3,
  });
  const nodes = blur(kernels, cells, { dimensions: cube(size), sigmaVoxels: cube(sigma), truncate: TRUNCATE, region: innerSpans(half, wanted) });
  const texture = kernels.run(splineSampleKernel, {
    inputs: [nodes],
    parameters: { dimensions: [...geometry.dimensions, 0], lattice: [...cube(size), 0], ...latticeRows(frame, { half, nodeMm: NODE_MM }), layers: Math.max(1, Math.round(geometry.spacingMm[2] / 3)) },
    length: voxelCount(geometry),
    region,
  });
  return { texture, gain: law.level / meanAbove(law) };
}

/** How far each node's probability lies from its middle: white noise blurred by `patchMm`, which a cubic B-spline on nodes sqrt(3) times as far apart gives. */
function wander(kernels: Kernels, { half, law, draws }: { readonly half: number; readonly law: TextureLaw; readonly draws: Draws }): Field<'f32'> {
  const nodes = (Math.sqrt(3) * law.patchMm) / NODE_MM;
  const coarse = Math.ceil(half / nodes) + 3;
  const noise = kernels.run(latticeNoiseKernel, {
    inputs: [],
    parameters: { keyA: draws.key[0]!, keyB: draws.key[1]!, stream: 4, ...wholeCube(coarse), scale: (UNIT_SCALE * law.slope) / (2 * EXTREME_SDS) },
    length: (2 * coarse + 1) ** 3,
  });
  const cube = (n: number): Vec3 => [n, n, n];
  return zoom(kernels, noise, { from: cube(2 * coarse + 1), to: cube(2 * half + 1), origin: cube(coarse - half / nodes), step: cube(1 / nodes) });
}

/** Mean of the blurred field where it is above background, taking it as normal: variance of the blurred probability plus that of the cells' own chance. */
function meanAbove({ patchMm, grainMm, base, slope }: TextureLaw): number {
  const mean = base + slope / 2;
  const slow = (slope / (2 * EXTREME_SDS)) ** 2 * (patchMm ** 2 / (patchMm ** 2 + grainMm ** 2)) ** 1.5;
  const chance = (mean * (1 - mean)) / (2 * Math.sqrt(Math.PI) * grainMm) ** 3;
  const sd = Math.sqrt(slow + chance);
  const t = (LEAST - mean) / sd;
  const share = (1 - erf(t / Math.SQRT2)) / 2;
  return mean + (sd * Math.exp((-t * t) / 2)) / (Math.sqrt(2 * Math.PI) * share);
}

/** Rows of a cube of nodes -half..half within -inner..inner. */
function innerSpans(half: number, inner: number): RowSpans {
  const size = 2 * half + 1;
  const spans = new Uint16Array(2 * size * size);
  for (let k = half - inner; k <= half + inner; k++)
    for (let j = half - inner; j <= half + inner; j++) spans.set([half - inner, half + inner + 1], 2 * (j + size * k));
  return spans;
}
