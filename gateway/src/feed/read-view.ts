import type { Affine, Vec3 } from '../volume/geometry.ts';
import type { Labelmap, Volume } from '../volume/volume.ts';

export interface ReadViewOptions {
  readonly ct: Volume<Int16Array>;
  readonly truth: Labelmap;
  readonly dimensions: Vec3;
  /** Patch index to index in `ct`. */
  readonly toScan: Affine;
}

export const AIR_HU = -1000;

/** HU (trilinear) and labels (nearest) of a view; beyond the scan air and background. */
export function readView({ ct, truth, dimensions: [nx, ny, nz], toScan: m }: ReadViewOptions): { hu: Float32Array; labels: Uint8Array } {
  const [columns, rows, slices] = ct.geometry.dimensions;
  const plane = columns * rows;
  const f = ct.voxels;
  const hu = new Float32Array(nx * ny * nz).fill(AIR_HU);
  const labels = new Uint8Array(hu.length);
  const [di, dj, dk] = [m[0]!, m[4]!, m[8]!];
  for (let z = 0, at = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      let i = m[1]! * y + m[2]! * z + m[3]!;
      let j = m[5]! * y + m[6]! * z + m[7]!;
      let k = m[9]! * y + m[10]! * z + m[11]!;
      for (let x = 0; x < nx; x++, at++, i += di, j += dj, k += dk) {
        if (i < -0.5 || j < -0.5 || k < -0.5 || i >= columns - 0.5 || j >= rows - 0.5 || k >= slices - 0.5) continue;
        labels[at] = truth.voxels[Math.round(i) + columns * Math.round(j) + plane * Math.round(k)]!;
        const a = Math.min(Math.max(Math.floor(i), 0), Math.max(0, columns - 2));
        const b = Math.min(Math.max(Math.floor(j), 0), Math.max(0, rows - 2));
        const c = Math.min(Math.max(Math.floor(k), 0), Math.max(0, slices - 2));
        const u = Math.min(1, Math.max(0, i - a));
        const v = Math.min(1, Math.max(0, j - b));
        const w = slices === 1 ? 0 : Math.min(1, Math.max(0, k - c));
        const o = a + columns * b + plane * c;
        const q = slices === 1 ? o : o + plane;
        const near = (f[o]! * (1 - u) + f[o + 1]! * u) * (1 - v) + (f[o + columns]! * (1 - u) + f[o + columns + 1]! * u) * v;
        const far = (f[q]! * (1 - u) + f[q + 1]! * u) * (1 - v) + (f[q + columns]! * (1 - u) + f[q + columns + 1]! * u) * v;
        hu[at] = near * (1 - w) + far * w;
      }
    }
  return { hu, labels };
}
