import { voxelCount, type Geometry, type Vec3 } from './geometry.ts';

export type Voxels = Int16Array | Float32Array | Uint8Array | Uint16Array | Int32Array;

/** A grid and its voxels, laid out `voxels[i + columns * (j + rows * k)]`. */
export interface Volume<V extends Voxels = Voxels> {
  readonly geometry: Geometry;
  readonly voxels: V;
}

/** CT in Hounsfield units after rescale. */
export type HuVolume = Volume<Int16Array> | Volume<Float32Array>;

/** One small integer per voxel, 0 = background. A mask is a labelmap of 0 and 1. */
export type Labelmap = Volume<Uint8Array>;

/** Joins voxels to a grid. Throws RangeError when the counts differ. */
export function makeVolume<V extends Voxels>(geometry: Geometry, voxels: V): Volume<V> {
  if (voxels.length !== voxelCount(geometry))
    throw new RangeError(`Grid of ${geometry.dimensions.join('x')} needs ${voxelCount(geometry)} voxels, got ${voxels.length}.`);
  return { geometry, voxels };
}

/** Linear offset of an index; the index must lie inside the grid. */
export const offsetOf = ({ dimensions: [columns, rows] }: Geometry, [i, j, k]: Vec3): number => i + columns * (j + rows * k);

/** The index of a linear offset. */
export const ijkOf = ({ dimensions: [columns, rows] }: Geometry, at: number): Vec3 => [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
