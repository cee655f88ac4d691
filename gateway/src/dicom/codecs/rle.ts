import { frameBytes, type FrameShape } from './messages.ts';

const HEADER_BYTES = 64;
const MAX_SEGMENTS = 15;

/**
 * Decodes one RLE frame (PS3.5 annex G): one PackBits segment per byte of a sample, most significant first.
 * Returns little-endian stored values. Throws an Error when a segment is missing, cut off or does not fill the frame exactly.
 */
export function decodeRle(bytes: Uint8Array, shape: FrameShape): Uint8Array {
  if (bytes.length < HEADER_BYTES) throw new Error('the RLE header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const planes = shape.bitsAllocated / 8;
  const segments = view.getUint32(0, true);
  if (segments !== planes || segments > MAX_SEGMENTS) throw new Error(`the RLE header names ${segments} segments instead of ${planes}`);
  const out = new Uint8Array(frameBytes(shape));
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : bytes.length;
    if (start < HEADER_BYTES || end > bytes.length || start >= end) throw new Error('an RLE segment lies outside the frame');
    unpack(bytes.subarray(start, end), { out, first: planes - 1 - plane, stride: planes });
  }
  return out;
}

/** PackBits into every `stride`th byte from `first`. Up to one padding byte may be left over, and any number of no-operations. */
function unpack(input: Uint8Array, { out, first, stride }: { out: Uint8Array; first: number; stride: number }): void {
  let to = first;
  let at = 0;
  while (to < out.length) {
    if (at >= input.length) throw new Error('an RLE segment is cut off');
    const control = input[at++] as number;
    if (control === 128) continue;
    const count = control < 128 ? control + 1 : 257 - control;
    const literal = control < 128;
    if (at + (literal ? count : 1) > input.length) throw new Error('an RLE segment is cut off');
    if (to + (count - 1) * stride >= out.length) throw new Error('an RLE segment holds more than the frame');
    for (let n = 0; n < count; n++, to += stride) out[to] = input[literal ? at + n : at] as number;
    at += literal ? count : 1;
  }
}
