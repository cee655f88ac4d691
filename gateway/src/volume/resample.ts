import { affineOf, invertAffine, multiplyAffine, voxelCount, type Geometry } from './geometry.ts';
import { makeVolume, type Volume, type Voxels } from './volume.ts';
import { axisTables, linearSeparable, nearestSeparable } from './resample-separable.ts';
import { linearAnywhere, nearestAnywhere } from './resample-anywhere.ts';

/**
 * The volume seen on another grid, interpolated trilinearly between voxel centres in patient space. Same frame of reference assumed.
 * A source voxel reaches half a voxel round its centre: there, beyond the outermost centres, the border value holds;
 * farther out the result is `outside`. No smoothing before coarser sampling.
 */
export function resampleLinear(volume: Volume<Voxels>, target: Geometry, outside: number): Volume<Float32Array> {
  const map = indexMap(target, volume.geometry);
  const out = new Float32Array(voxelCount(target)).fill(outside);
  const source = { voxels: volume.voxels, dimensions: volume.geometry.dimensions };
  const tables = axisTables(map, target.dimensions, volume.geometry.dimensions);
  if (tables) linearSeparable(source, tables, { voxels: out, dimensions: target.dimensions });
  else linearAnywhere(source, map, { voxels: out, dimensions: target.dimensions });
  return makeVolume(target, out);
}

/** Each target voxel takes the value of the source voxel it lies in; `outside` (default 0) beyond the source grid. */
export function resampleNearest(labelmap: Volume<Uint8Array>, target: Geometry, outside = 0): Volume<Uint8Array> {
  const map = indexMap(target, labelmap.geometry);
  const out = new Uint8Array(voxelCount(target)).fill(outside);
  const source = { voxels: labelmap.voxels, dimensions: labelmap.geometry.dimensions };
  const tables = axisTables(map, target.dimensions, labelmap.geometry.dimensions);
  if (tables) nearestSeparable(source, tables, { voxels: out, dimensions: target.dimensions });
  else nearestAnywhere(source, map, { voxels: out, dimensions: target.dimensions });
  return makeVolume(target, out);
}

/** Target index to source index, with rounding noise removed so that equal and axis-aligned grids map exactly. */
export function indexMap(target: Geometry, source: Geometry): readonly number[] {
  const map = multiplyAffine(invertAffine(affineOf(source)), affineOf(target));
  return map.map(v => (Math.abs(v - Math.round(v)) < 1e-7 ? Math.round(v) : v));
}
