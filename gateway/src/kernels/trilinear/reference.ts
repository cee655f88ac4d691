import type { Vec3 } from '../../volume/geometry.ts';

/** A function that reads an array at a fractional index by trilinear interpolation; beyond the border the edge voxel counts. */
export function trilinearSampler(voxels: Float32Array | Int16Array, dimensions: Vec3): (i: number, j: number, k: number) => number {
  const [columns, rows, slices] = dimensions;
  const plane = columns * rows;
  const [lastI, lastJ, lastK] = [columns - 1, rows - 1, slices - 1];
  return (i, j, k) => {
    const x = i < 0 ? 0 : i > lastI ? lastI : i;
    const y = j < 0 ? 0 : j > lastJ ? lastJ : j;
    const z = k < 0 ? 0 : k > lastK ? lastK : k;
    const [i0, j0, k0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
    const [u, v, w] = [x - i0, y - j0, z - k0];
    const at = i0 + columns * j0 + plane * k0;
    const di = i0 < lastI ? 1 : 0;
    const dj = j0 < lastJ ? columns : 0;
    const dk = k0 < lastK ? plane : 0;
    const a = (voxels[at] as number) * (1 - u) + (voxels[at + di] as number) * u;
    const b = (voxels[at + dj] as number) * (1 - u) + (voxels[at + dj + di] as number) * u;
    const c = (voxels[at + dk] as number) * (1 - u) + (voxels[at + dk + di] as number) * u;
    const d = (voxels[at + dk + dj] as number) * (1 - u) + (voxels[at + dk + dj + di] as number) * u;
    return (a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w;
  };
}
