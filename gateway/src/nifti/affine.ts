import type { Affine, Vec3 } from '../volume/geometry.ts';

/** Where the fields that place the voxels lie in the header, by format (nifti1.h, nifti2_io.h). */
const LAYOUTS = {
  1: { pixdim: 76, qformCode: 252, sformCode: 254, quatern: 256, offset: 268, rows: 280, unit: 123, real: 4, code: 'getInt16' },
  2: { pixdim: 104, qformCode: 344, sformCode: 348, quatern: 352, offset: 376, rows: 400, unit: 500, real: 8, code: 'getInt32' },
} as const;

/**
 * Index-to-LPS matrix, mm, of a NIfTI header: the sform where its code is > 0, else the qform; undefined when both codes are 0.
 * NIfTI's own space is RAS, so x and y change sign. Lengths in metres and micrometres are turned into mm; unknown units count as mm.
 */
export function niftiAffine(header: DataView, format: 1 | 2, littleEndian: boolean): Affine | undefined {
  const layout = LAYOUTS[format];
  const real = (at: number) => (layout.real === 4 ? header.getFloat32(at, littleEndian) : header.getFloat64(at, littleEndian));
  const reals = (at: number, count: number) => Array.from({ length: count }, (_, n) => real(at + n * layout.real));
  const code = (at: number) => header[layout.code](at, littleEndian);
  const unit = format === 1 ? header.getUint8(layout.unit) : header.getInt32(layout.unit, littleEndian);
  const mm = { 1: 1000, 3: 1e-3 }[unit & 7] ?? 1;
  if (code(layout.sformCode) > 0) return toLps(reals(layout.rows, 12), mm);
  if (code(layout.qformCode) <= 0) return undefined;
  const [qfac, ...pixdim] = reals(layout.pixdim, 4);
  const r = rotationOf(reals(layout.quatern, 3) as unknown as Vec3);
  const offset = reals(layout.offset, 3);
  const scale = [pixdim[0]!, pixdim[1]!, pixdim[2]! * (qfac! < 0 ? -1 : 1)];
  return toLps([0, 1, 2].flatMap(row => [...scale.map((s, column) => s * r[3 * row + column]!), offset[row]!]), mm);
}

/** Twelve numbers, three rows of a RAS matrix, as a LPS matrix in mm. */
function toLps(rows: readonly number[], mm: number): Affine {
  return [...rows.map((v, at) => (at < 8 ? -v * mm : v * mm)), 0, 0, 0, 1];
}

/** Row-major rotation of a unit quaternion given by its vector part (b, c, d). */
function rotationOf(vector: Vec3): readonly number[] {
  const rest = 1 - (vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2);
  // nifti1_io.c: so near a half turn, the rest is rounding noise.
  const isHalfTurn = rest < 1e-7;
  const a = isHalfTurn ? 0 : Math.sqrt(rest);
  const [b, c, d] = isHalfTurn ? vector.map(v => v / Math.sqrt(1 - rest)) as unknown as Vec3 : vector;
  return [
    a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c),
    2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b),
    2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c,
  ];
}

/** Vector part (b, c, d), with a >= 0, of the unit quaternion of a proper row-major rotation. */
export function quaternionOf(r: readonly number[]): Vec3 {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = r as [number, number, number, number, number, number, number, number, number];
  const squares = [1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz];
  const largest = squares.indexOf(Math.max(...squares));
  const root = 2 * Math.sqrt(squares[largest]!);
  const quaternion = [
    [root / 4, (zy - yz) / root, (xz - zx) / root, (yx - xy) / root],
    [(zy - yz) / root, root / 4, (xy + yx) / root, (xz + zx) / root],
    [(xz - zx) / root, (xy + yx) / root, root / 4, (yz + zy) / root],
    [(yx - xy) / root, (xz + zx) / root, (yz + zy) / root, root / 4],
  ][largest]!;
  const sign = quaternion[0]! < 0 ? -1 : 1;
  return [sign * quaternion[1]!, sign * quaternion[2]!, sign * quaternion[3]!];
}

/** LPS matrix as RAS, or RAS as LPS. */
export function flipXy(affine: Affine): Affine {
  return affine.map((v, at) => (at < 8 ? -v : v));
}
