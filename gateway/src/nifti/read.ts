import { gunzipSync } from 'node:zlib';
import { isNIFTI1, isNIFTI2, readHeader, type NIFTI1, type NIFTI2 } from 'nifti-reader-js';
import { GatewayError } from '../errors.ts';
import { geometryFromAffine, invertAffine, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';
import { niftiAffine } from './affine.ts';
import { DATA_TYPES, decodeVoxels } from './voxels.ts';

export interface ReadNiftiOptions {
  /** Cap on the size of the file after decompression, bytes. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** Header bytes by format, without extensions. */
const HEADER_BYTES = { 1: 348, 2: 540 } as const;

/**
 * Reads one 3-D NIfTI-1 or NIfTI-2 file (.nii or .nii.gz) into LPS. Voxel values after slope and intercept; type as `decodeVoxels`.
 * The place comes from the sform where its code is > 0, else from the qform.
 *
 * Throws nifti/unreadable (not NIfTI, .hdr/.img pair, truncated, over the cap, not 3-D, colour or complex voxels) and
 * nifti/no-geometry (both codes 0, or a matrix without volume).
 */
export function readNifti(bytes: Uint8Array, options: ReadNiftiOptions = {}): Volume<Float32Array> | Volume<Int16Array> | Volume<Uint8Array> {
  const file = decompressed(bytes, options.maxBytes ?? 2 ** 31);
  const format = formatOf(file);
  const header = headerOf(file, format);
  const geometry = geometryOf(file, header, format);
  const type = DATA_TYPES[header.datatypeCode];
  if (!type) throw unreadable(`The NIfTI file has voxels of an unsupported type (datatype ${header.datatypeCode}); convert them to int16, uint8 or float32.`);
  const start = header.vox_offset;
  const length = geometry.dimensions.reduce((product, n) => product * n, type.bytes);
  if (!(start >= HEADER_BYTES[format] && Number.isInteger(start) && start + length <= file.length))
    throw unreadable('The NIfTI file is shorter than its header says; fetch or export it again.', { expectedBytes: start + length, bytes: file.length });
  const voxels = decodeVoxels(file.subarray(start, start + length), {
    datatype: header.datatypeCode, littleEndian: header.littleEndian, slope: header.scl_slope, intercept: header.scl_inter,
  });
  return makeVolume(geometry, voxels) as Volume<Float32Array> | Volume<Int16Array> | Volume<Uint8Array>;
}

function decompressed(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw unreadable('The NIfTI file is larger than the limit once decompressed; crop it, or raise the limit.', { maxBytes });
    throw unreadable('The gzip stream of the NIfTI file is damaged or cut off; fetch or export it again.', {}, cause);
  }
}

function formatOf(file: Uint8Array): 1 | 2 {
  const head = headBytes(file);
  if (isNIFTI1(head)) return 1;
  if (isNIFTI2(head)) return 2;
  if (isNIFTI1(head, true) || isNIFTI2(head, true)) throw unreadable('This is half of a .hdr/.img pair; convert it to a single .nii or .nii.gz file.');
  throw unreadable('The file is not NIfTI-1 or NIfTI-2; give a .nii or .nii.gz file.');
}

/** A copy of the header with the extension flag cleared, so that the reader looks no farther. */
function headBytes(file: Uint8Array): ArrayBuffer {
  const head = new Uint8Array(544);
  head.set(file.subarray(0, 540));
  return head.buffer;
}

function headerOf(file: Uint8Array, format: 1 | 2): NIFTI1 | NIFTI2 {
  const head = headBytes(file);
  new Uint8Array(head).fill(0, HEADER_BYTES[format]);
  return readHeader(head);
}

function geometryOf(file: Uint8Array, header: NIFTI1 | NIFTI2, format: 1 | 2): Geometry {
  const [axes = 0, ...counts] = header.dims;
  const dimensions = [0, 1, 2].map(axis => (axis < axes ? counts[axis]! : 1));
  const isThreeD = axes >= 2 && axes <= 7 && dimensions.every(n => Number.isInteger(n) && n >= 1) && counts.slice(3, axes).every(n => n <= 1);
  if (!isThreeD) throw unreadable('The NIfTI file is not one 3-D volume; give one volume a file.', { dimensions: header.dims });
  const affine = niftiAffine(new DataView(headBytes(file)), format, header.littleEndian);
  if (!affine) throw new GatewayError('nifti/no-geometry', 'The NIfTI file does not say where its voxels lie (sform and qform codes are 0); export it again with a transform.');
  try {
    invertAffine(affine);
    return geometryFromAffine(affine, dimensions as unknown as Vec3);
  } catch (cause) {
    throw new GatewayError('nifti/no-geometry', 'The transform of the NIfTI file has no volume or is not finite; export it again.', { cause });
  }
}

function unreadable(detail: string, context: Record<string, unknown> = {}, cause?: unknown): GatewayError {
  return new GatewayError('nifti/unreadable', detail, { context, cause });
}
