import { gzipSync } from 'node:zlib';
import { affineOf, type Affine, type Geometry } from '../volume/geometry.ts';
import type { Volume, Voxels } from '../volume/volume.ts';
import { flipXy, quaternionOf } from './affine.ts';

export interface WriteNiftiOptions {
  /** Compress as .nii.gz. Default false. */
  readonly gzip?: boolean;
  /** At most 79 characters of plain ASCII. */
  readonly description?: string;
}

/** Header, four bytes that say "no extension", then the voxels. */
const VOXEL_OFFSET = 352;

/** nifti1.h: NIFTI_XFORM_SCANNER_ANAT, NIFTI_UNITS_MM. */
const SCANNER = 1;
const MILLIMETRES = 2;

/**
 * A NIfTI-1 file, little endian, of the volume in its voxel type (uint8, int16, uint16, int32 or float32), slope 1, intercept 0.
 * sform and qform hold the same matrix with code 1 (scanner); a sheared grid has no qform, whose code is then 0.
 */
export function writeNifti(volume: Volume<Voxels>, options: WriteNiftiOptions = {}): Uint8Array {
  const { geometry, voxels } = volume;
  if (geometry.dimensions.some(n => n > 32767)) throw new RangeError(`NIfTI-1 holds at most 32767 voxels an axis, got ${geometry.dimensions.join('x')}.`);
  const data = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const file = new Uint8Array(VOXEL_OFFSET + data.length);
  writeHeader(new DataView(file.buffer), geometry, voxels);
  file.set(new TextEncoder().encode(options.description ?? '').subarray(0, 79), 148);
  file.set(new TextEncoder().encode('n+1\0'), 344);
  file.set(data, VOXEL_OFFSET);
  return options.gzip ? gzipSync(file, { level: 4 }) : file;
}

function writeHeader(header: DataView, geometry: Geometry, voxels: Voxels): void {
  const int16 = (at: number, ...values: number[]) => values.forEach((v, n) => header.setInt16(at + 2 * n, v, true));
  const float32 = (at: number, ...values: number[]) => values.forEach((v, n) => header.setFloat32(at + 4 * n, v, true));
  const affine = flipXy(affineOf(geometry));
  const qform = qformOf(affine, geometry);
  header.setInt32(0, 348, true);
  int16(40, 3, ...geometry.dimensions, 1, 1, 1, 1);
  int16(70, datatypeOf(voxels), 8 * voxels.BYTES_PER_ELEMENT);
  float32(76, qform?.qfac ?? 1, ...geometry.spacingMm, 1, 1, 1, 1);
  float32(108, VOXEL_OFFSET, 1, 0);
  header.setUint8(123, MILLIMETRES);
  int16(252, qform ? SCANNER : 0, SCANNER);
  if (qform) float32(256, ...qform.quaternion, affine[3]!, affine[7]!, affine[11]!);
  float32(280, ...affine.slice(0, 12));
}

function datatypeOf(voxels: Voxels): number {
  if (voxels instanceof Uint8Array) return 2;
  if (voxels instanceof Int16Array) return 4;
  if (voxels instanceof Uint16Array) return 512;
  return voxels instanceof Int32Array ? 8 : 16;
}

/** Rotation and handedness of a RAS matrix; undefined when its axes are not orthogonal. */
function qformOf(affine: Affine, { spacingMm }: Geometry): { quaternion: readonly [number, number, number]; qfac: 1 | -1 } | undefined {
  const r = [0, 1, 2].flatMap(row => [0, 1, 2].map(column => affine[4 * row + column]! / spacingMm[column]!));
  const at = (n: number) => r[n]!;
  const cosine = (a: number, b: number) => Math.abs(at(a) * at(b) + at(a + 3) * at(b + 3) + at(a + 6) * at(b + 6));
  if (Math.max(cosine(0, 1), cosine(0, 2), cosine(1, 2)) > 1e-4) return undefined;
  const determinant = at(0) * (at(4) * at(8) - at(5) * at(7)) - at(1) * (at(3) * at(8) - at(5) * at(6)) + at(2) * (at(3) * at(7) - at(4) * at(6));
  const qfac = determinant < 0 ? -1 : 1;
  const proper = r.map((v, n) => (n % 3 === 2 ? qfac * v : v));
  return { quaternion: quaternionOf(proper), qfac };
}
