import type { Patch } from './patch.ts';

const MAGIC = 'LFP1';
export const HEADER_BYTES = 24;

/**
 * A patch as the stream has it, little endian: `LFP1`, uint32 patch number, nz, ny, nx and number of lesions, then float32 HU and
 * uint8 labels in [z, y, x] order. In parts, so that voxels are not copied.
 */
export function encode({ index, dimensions: [nx, ny, nz], lesionCount, hu, labels }: Patch): readonly Uint8Array[] {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode(MAGIC));
  [index, nz, ny, nx, lesionCount].forEach((value, n) => view.setUint32(4 + 4 * n, value, true));
  return [header, new Uint8Array(hu.buffer, hu.byteOffset, hu.byteLength), labels];
}
