import dcmjsCodecs from 'dcmjs-codecs';
import type { CompressedCoding, FrameShape } from './messages.ts';
import { readCodestream } from './codestream.ts';

export type NativeCoding = Exclude<CompressedCoding, 'rle'>;

/** For JPEG lossless too: the decoder in JavaScript, jpeg-lossless-decoder-js 2.1.2, leaves out the last sample of some frames. */
const FUNCTIONS = { 'jpeg-lossless': 'decodeJpeg', 'jpeg-ls': 'decodeJpegLs', 'jpeg-2000': 'decodeJpeg2000', htj2k: 'decodeHtJpeg2000' } as const satisfies Record<NativeCoding, string>;

/** Loads the WebAssembly module. One corrupt frame may leave it broken: the process must end after any error. */
export async function initialiseNativeCodecs(): Promise<void> {
  if (!dcmjsCodecs.NativeCodecs.isInitialized()) await dcmjsCodecs.NativeCodecs.initializeAsync();
}

/** Decodes one frame. Throws what the codec throws. */
export function decodeNatively(coding: NativeCoding, bytes: Uint8Array, shape: FrameShape): Uint8Array {
  const context = new dcmjsCodecs.Context({
    width: shape.columns, height: shape.rows, bitsAllocated: shape.bitsAllocated, bitsStored: shape.bitsStored,
    samplesPerPixel: 1, pixelRepresentation: shape.signed ? 1 : 0, photometricInterpretation: 'MONOCHROME2', encodedBuffer: bytes,
  });
  const decoded = dcmjsCodecs.NativeCodecs[FUNCTIONS[coding]](context).getDecodedBuffer();
  if (!decoded) throw new Error('the codec returned nothing');
  if ((coding === 'jpeg-2000' || coding === 'htj2k') && shape.bitsAllocated === 16) extendSign(decoded, bytes, shape);
  return decoded;
}

/** A JPEG 2000 codestream that calls itself unsigned under a signed header holds two's complement of its own depth. */
function extendSign(decoded: Uint8Array, bytes: Uint8Array, shape: FrameShape): void {
  const { bits, signed } = readCodestream(bytes);
  if (signed || !shape.signed || bits >= shape.bitsStored) return;
  const values = new Int16Array(decoded.buffer, decoded.byteOffset, decoded.length >> 1);
  const shift = 32 - bits;
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) << shift) >> shift;
}
