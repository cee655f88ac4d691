/**
 * Where a voxel grid lies in the patient.
 *
 * Index space `ijk`: i along a row (column index), j down a column (row index), k through the slices.
 * Patient space `lps`: millimetres, x to the patient's left, y to posterior, z to superior (DICOM PS3.3 C.7.6.2.1.1).
 * The map is affine and may be oblique or sheared (gantry tilt): the three direction axes are unit vectors but need not be orthogonal.
 */
export type Vec3 = readonly [number, number, number];

export interface Geometry {
  /** [columns, rows, slices] */
  readonly dimensions: Vec3;
  /** Distance of neighbouring voxel centres along i, j, k in mm. Along k: from slice positions, never SliceThickness. */
  readonly spacingMm: Vec3;
  /** LPS position in mm of the centre of voxel (0, 0, 0). */
  readonly originLps: Vec3;
  /** Nine direction cosines: unit axis of i, then of j, then of k, each in LPS. */
  readonly direction: readonly [number, number, number, number, number, number, number, number, number];
  /** Two volumes compare only if this is equal. Absent for files that carry none (NIfTI). */
  readonly frameOfReferenceUid?: string;
}

/** Row-major 4x4 matrix, index to LPS mm. */
export type Affine = readonly number[];

/** The 4x4 index-to-LPS matrix of a grid. */
export function affineOf(geometry: Geometry): Affine {
  const { direction: d, spacingMm: s, originLps: o } = geometry;
  return [
    d[0] * s[0], d[3] * s[1], d[6] * s[2], o[0],
    d[1] * s[0], d[4] * s[1], d[7] * s[2], o[1],
    d[2] * s[0], d[5] * s[1], d[8] * s[2], o[2],
    0, 0, 0, 1,
  ];
}

/** LPS mm of a (possibly fractional) index. */
export function ijkToLps(geometry: Geometry, ijk: Vec3): Vec3 {
  return applyAffine(affineOf(geometry), ijk);
}

/** Fractional index of an LPS position. Throws RangeError when the grid is degenerate. */
export function lpsToIjk(geometry: Geometry, lps: Vec3): Vec3 {
  return applyAffine(invertAffine(affineOf(geometry)), lps);
}

/** Applies the affine part of a row-major 4x4 matrix to a point. */
export function applyAffine(m: Affine, p: Vec3): Vec3 {
  const at = (i: number) => m[i] as number;
  return [
    at(0) * p[0] + at(1) * p[1] + at(2) * p[2] + at(3),
    at(4) * p[0] + at(5) * p[1] + at(6) * p[2] + at(7),
    at(8) * p[0] + at(9) * p[1] + at(10) * p[2] + at(11),
  ];
}

/** Inverse of an affine 4x4 (last row 0 0 0 1). Throws RangeError when it is singular. */
export function invertAffine(m: Affine): Affine {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = m as number[] as [
    number, number, number, number, number, number, number, number, number, number, number, number,
  ];
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const det = a * A + b * B + c * C;
  if (!(Math.abs(det) > 1e-12)) throw new RangeError('Affine matrix is singular: axes are parallel or a spacing is zero.');
  const r = [A, c * h - b * i, b * f - c * e, B, a * i - c * g, c * d - a * f, C, b * g - a * h, a * e - b * d].map(v => v / det);
  const at = (k: number) => r[k] as number;
  return [
    at(0), at(1), at(2), -(at(0) * x + at(1) * y + at(2) * z),
    at(3), at(4), at(5), -(at(3) * x + at(4) * y + at(5) * z),
    at(6), at(7), at(8), -(at(6) * x + at(7) * y + at(8) * z),
    0, 0, 0, 1,
  ];
}

/** Row-major product a * b of two 4x4 matrices. */
export function multiplyAffine(a: Affine, b: Affine): Affine {
  const out = Array.from({ length: 16 }, () => 0);
  for (let r = 0; r < 4; r++)
    for (let c = 0; c < 4; c++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += (a[4 * r + k] as number) * (b[4 * k + c] as number);
      out[4 * r + c] = sum;
    }
  return out;
}

/** Grid described by an index-to-LPS matrix. Throws RangeError when a spacing is zero or not finite. */
export function geometryFromAffine(affine: Affine, dimensions: Vec3, frameOfReferenceUid?: string): Geometry {
  const column = (c: number): Vec3 => [affine[c] as number, affine[4 + c] as number, affine[8 + c] as number];
  const axes = [column(0), column(1), column(2)] as const;
  const spacingMm = axes.map(v => Math.hypot(...v)) as unknown as Vec3;
  if (!spacingMm.every(s => Number.isFinite(s) && s > 0)) throw new RangeError(`Spacing must be positive and finite, got ${spacingMm}.`);
  const direction = axes.flatMap((v, a) => v.map(x => x / (spacingMm[a] as number))) as unknown as Geometry['direction'];
  return { dimensions, spacingMm, originLps: column(3), direction, ...(frameOfReferenceUid ? { frameOfReferenceUid } : {}) };
}

/** Number of voxels of a grid. */
export const voxelCount = ({ dimensions: [columns, rows, slices] }: Geometry): number => columns * rows * slices;

/** Volume of one voxel in ml (mm^3 / 1000), right for sheared grids too. */
export function voxelVolumeMl(geometry: Geometry): number {
  const m = affineOf(geometry) as number[] as [number, number, number, number, number, number, number, number, number, number, number, number];
  const det = m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
  return Math.abs(det) / 1000;
}

/** True when both grids have the same voxels at the same places, within toleranceMm at every corner. */
export function sameGrid(a: Geometry, b: Geometry, toleranceMm = 1e-3): boolean {
  if (a.dimensions.some((n, axis) => n !== b.dimensions[axis])) return false;
  const [columns, rows, slices] = a.dimensions;
  for (const i of [0, columns - 1])
    for (const j of [0, rows - 1])
      for (const k of [0, slices - 1]) {
        const p = ijkToLps(a, [i, j, k]);
        const q = ijkToLps(b, [i, j, k]);
        if (p.some((v, axis) => Math.abs(v - (q[axis] as number)) > toleranceMm)) return false;
      }
  return true;
}
