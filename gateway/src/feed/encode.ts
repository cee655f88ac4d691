import type { Patch } from './patch.ts';

export const HEADER_BYTES = 24;

/**
 * A patch as the stream has it, little endian: `LFP1`, uint32 patch number, nz, ny, nx and number of lesions, then float32 HU and
 * uint8 labels in [z, y, x] order. With its original `LFP2`: after the labels come the uint32 case number, HU and labels of the original.
 * In parts, so that voxels are not copied.
 */
export function encode({ index, dimensions: [nx, ny, nz], lesionCount, hu, labels, original }: Patch): readonly Uint8Array[] {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(new TextEncoder().encode(original ? 'LFP2' : 'LFP1'));
  header.set(littleEndian([index, nz, ny, nx, lesionCount]), 4);
  const rest = original ? [littleEndian([original.caseNumber]), bytesOf(original.hu), original.labels] : [];
  return [header, bytesOf(hu), labels, ...rest];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

function littleEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, n) => view.setUint32(4 * n, value, true));
  return new Uint8Array(view.buffer);
}
