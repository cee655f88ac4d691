import type { Field } from '../../kernels/field.ts';
import type { RowSpans } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { occupancyKernel } from '../../kernels/occupancy/kernel.ts';
import { shapeHistogramKernel } from '../../kernels/shape-histogram/kernel.ts';
import { affineOf, invertAffine, lpsToIjk, voxelCount, voxelVolumeMl, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';
import type { LesionShape } from './lattice-shape.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { levelFor } from './level-for.ts';
import { levelIn } from './level-in.ts';
import { nearestOutside } from '../frame/nearest-outside.ts';
import { integerLevel, integerValues, levelMmOf, shapeOnGrid } from './shape-on-grid.ts';
import { shapeSpans } from './shape-cells.ts';
import { voxelReachMm } from '../frame/voxel-reach.ts';

export interface RasteriseOptions {
  readonly shape: LesionShape;
  readonly centreLps: Vec3;
  /** The grid to fill, and where in it the lesion's volume counts. */
  readonly organMask: Volume<Uint8Array>;
  /** Distance from the centre to the nearest voxel outside the mask, mm, if that is known already. */
  readonly borderMm?: number;
  /** The same mask on the backend, if it is there already. */
  readonly mask?: Field<'f32'>;
}

export interface RasterisedLesion {
  /** The shape's lattice on the backend. */
  readonly lattice: Field<'i32'>;
  /** Share of each voxel inside the shape, 0..1, in whole sub-samples; not cut at the organ's border. */
  readonly occupancy: Field<'f32'>;
  /** Where the occupancy is not 0. */
  readonly region: RowSpans;
  /** The level that gives the wanted volume in the organ. */
  readonly levelMm: number;
  /** Volume in the organ over the volume asked for. Below 1 when the organ's border takes too much. */
  readonly volumeShare: number;
  /** No voxel whose centre lies farther from the lesion's is touched, mm. */
  readonly reachMm: number;
}

/** A lesion cut by the organ's border may grow this much in radius to keep its volume; any other hardly needs to. */
export const LARGEST_GROWTH = 1.2;
export const FREE_GROWTH = 1.03;

const SUBSAMPLE_MM = 0.5;
const MOST_SUBSAMPLES = 10;
/** The histogram covers 1.5 % of the radius in steps of an eight-thousandth: a quarter below the level that the lattice gives, as grids mostly want more. */
const BINS = 128;
const SHIFT = 3;
const BELOW = 252;
const PASSES = 7;

/**
 * Fills voxels by the share of their sub-samples (0.5 mm apart, at most 10 an axis) inside the shape, at the level that makes its volume in
 * the organ the one asked for.
 */
export async function rasterise(kernels: Kernels, { shape, centreLps, organMask, borderMm, mask }: RasteriseOptions): Promise<RasterisedLesion> {
  const { geometry } = organMask;
  const frame = lesionFrame(geometry, centreLps);
  const around = voxelReachMm(frame);
  const freeMm = FREE_GROWTH * shape.reachMm + around;
  const isCut = (borderMm ?? nearestOutside(organMask, frame, freeMm)) <= freeMm;
  const largestMm = shape.levelMm * (isCut ? LARGEST_GROWTH : FREE_GROWTH);
  const within = shapeSpans(shape, geometry.dimensions, { frame, levelMm: largestMm });
  const lattice = kernels.upload(integerValues(shape));
  const grid = shapeOnGrid(shape, frame, { dimensions: geometry.dimensions, samples: subsamples(geometry) });
  const territory = isCut ? (mask ?? kernels.upload(organMask.voxels)) : undefined;
  const firstMm = isCut ? levelFor(shape, insideOf(organMask, centreLps)) : shape.levelMm;
  const { level, volumeShare } = await findLevel(kernels, { shape, geometry, region: within, grid, lattice, firstMm, largestMm, ...(territory ? { territory } : {}) });
  const levelMm = levelMmOf(shape, level);
  const region = shapeSpans(shape, geometry.dimensions, { frame, levelMm });
  const occupancy = kernels.run(occupancyKernel, {
    inputs: [lattice],
    parameters: { ...grid, level, inverse: Math.fround(1 / grid.samples[3]) },
    length: voxelCount(geometry),
    region,
  });
  return { lattice, occupancy, region, levelMm, volumeShare, reachMm: Math.max(1, levelMm / shape.levelMm) * shape.reachMm + around };
}

const subsamples = ({ spacingMm }: Geometry): Vec3 => spacingMm.map(s => Math.min(MOST_SUBSAMPLES, Math.max(1, Math.ceil(s / SUBSAMPLE_MM)))) as unknown as Vec3;

/** Tells whether a place, mm from the lesion's centre, lies in a voxel of the mask. */
function insideOf({ geometry, voxels }: Volume<Uint8Array>, centreLps: Vec3): (x: number, y: number, z: number) => boolean {
  const [columns, rows, slices] = geometry.dimensions;
  const inverse = invertAffine(affineOf(geometry)) as number[];
  const [i0, j0, k0] = lpsToIjk(geometry, centreLps);
  return (x, y, z) => {
    const i = Math.round(i0 + inverse[0]! * x + inverse[1]! * y + inverse[2]! * z);
    const j = Math.round(j0 + inverse[4]! * x + inverse[5]! * y + inverse[6]! * z);
    const k = Math.round(k0 + inverse[8]! * x + inverse[9]! * y + inverse[10]! * z);
    return i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices && voxels[i + columns * (j + rows * k)] === 1;
  };
}

interface LevelSearch {
  readonly shape: LesionShape;
  readonly geometry: Geometry;
  readonly region: RowSpans;
  readonly grid: ReturnType<typeof shapeOnGrid>;
  readonly lattice: Field<'i32'>;
  readonly territory?: Field<'f32'>;
  /** Where to look first, and the largest level allowed, mm. */
  readonly firstMm: number;
  readonly largestMm: number;
}

async function findLevel(kernels: Kernels, { shape, geometry, region, grid, lattice, territory, firstMm, largestMm }: LevelSearch): Promise<{ level: number; volumeShare: number }> {
  const wanted = (((4 / 3) * Math.PI * shape.radiusMm ** 3) / (1000 * voxelVolumeMl(geometry))) * grid.samples[3];
  const largest = integerLevel(shape, largestMm);
  const counted = territory ?? kernels.upload(new Float32Array(1));
  let low = Math.min(integerLevel(shape, Math.min(firstMm, largestMm)), largest) - BELOW;
  for (let pass = 1; ; pass++) {
    const parameters = { ...grid, low, shift: SHIFT, bins: BINS, bounded: territory ? 1 : 0 };
    const counts = await kernels.read(kernels.run(shapeHistogramKernel, { inputs: [lattice, counted], parameters, length: BINS, threads: voxelCount(geometry), region }));
    const { level, reached, missed } = levelIn(counts, { low, shift: SHIFT, wanted, largest });
    if (missed === 0 || pass === PASSES) return { level, volumeShare: reached / wanted };
    low += (Math.round(0.9 * BINS) << SHIFT) * missed;
  }
}
