import { Decoder } from 'jpeg-lossless-decoder-js';
import type { FrameShape } from './messages.ts';

/** Decodes one JPEG lossless frame (process 14, any selection value). Throws what the decoder throws. */
export function decodeJpegLossless(bytes: Uint8Array, { bitsAllocated }: FrameShape): Uint8Array {
  const exact = bytes.slice();
  const decoded: Uint8Array | Uint16Array = new Decoder().decode(exact.buffer, 0, exact.length, bitsAllocated / 8);
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}
