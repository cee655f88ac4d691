import type { Vec3 } from '../../volume/geometry.ts';
import type { Tensor } from '../networks.ts';

/** Axes of a tensor from the slowest to the fastest; the grid's own x, y, z are those of its geometry. */
export type AxisOrder = 'xyz' | 'zyx' | 'zxy';

/** Voxels (x fastest) as a tensor [1, 1, ...] in the given order. */
export function toTensor(voxels: Float32Array, size: Vec3, order: AxisOrder): Tensor {
  return { shape: [1, 1, ...shapeOf(size, order)], data: reorder(voxels, size, { order, toVoxels: false }) };
}

/** One channel of a tensor as voxels, x fastest. */
export const fromChannel = (data: Float32Array, size: Vec3, order: AxisOrder): Float32Array => reorder(data, size, { order, toVoxels: true });

/** Sizes of the tensor's spatial axes. */
export const shapeOf = (size: Vec3, order: AxisOrder): Vec3 => [...order].map(axis => size['xyz'.indexOf(axis)]!) as unknown as Vec3;

function reorder(data: Float32Array, size: Vec3, { order, toVoxels }: { readonly order: AxisOrder; readonly toVoxels: boolean }): Float32Array {
  const stride = [1, 1, 1];
  [...order].reduceRight((step, axis) => {
    stride['xyz'.indexOf(axis)] = step;
    return step * size['xyz'.indexOf(axis)]!;
  }, 1);
  const out = new Float32Array(data.length);
  const [sx, sy, sz] = stride as [number, number, number];
  for (let z = 0, voxel = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0, at = y * sy + z * sz; x < size[0]; x++, voxel++, at += sx) {
        if (toVoxels) out[voxel] = data[at]!;
        else out[at] = data[voxel]!;
      }
  return out;
}
