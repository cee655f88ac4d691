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
    const i0 = x | 0;
    const j0 = y | 0;
    const k0 = z | 0;
    const u = x - i0;
    const v = y - j0;
    const w = z - k0;
    const at = i0 + columns * j0 + plane * k0;
    const di = i0 < lastI ? 1 : 0;
    const dj = j0 < lastJ ? columns : 0;
    const dk = k0 < lastK ? plane : 0;
    const next = at + dj;
    const near = mix(mix(voxels[at]!, voxels[at + di]!, u), mix(voxels[next]!, voxels[next + di]!, u), v);
    const far = mix(mix(voxels[at + dk]!, voxels[at + dk + di]!, u), mix(voxels[next + dk]!, voxels[next + dk + di]!, u), v);
    return mix(near, far, w);
  };
}

const mix = (a: number, b: number, t: number): number => a + t * (b - a);
