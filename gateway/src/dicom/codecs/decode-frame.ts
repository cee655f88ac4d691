import { readCodestream } from './codestream.ts';
import { frameBytes, type CompressedCoding, type FrameShape } from './messages.ts';
import { decodeNatively } from './native-codecs.ts';
import { decodeRle } from './rle.ts';

/** SOF3: lossless, sequential, Huffman. */
const SOF_LOSSLESS = 0xffc3;

/** A failure inside WebAssembly, which leaves that module in an unknown state. */
export class SpoiledError extends Error {}

/**
 * Decodes one frame after checking that the codestream describes the frame the header promises, and checks the length of what
 * comes out: decoders return short, empty or full buffers for damaged input without a word. Throws an Error with the reason, a
 * SpoiledError when the process must not decode again.
 */
export function decodeFrame(coding: CompressedCoding, bytes: Uint8Array, shape: FrameShape): Uint8Array {
  if (coding === 'rle') return decodeRle(bytes, shape);
  checkCodestream(coding, bytes, shape);
  try {
    const decoded = decodeNatively(coding, bytes, shape);
    if (decoded.length !== frameBytes(shape)) throw new Error(`${decoded.length} bytes came out where ${frameBytes(shape)} belong`);
    return decoded;
  } catch (error) {
    throw new SpoiledError(error instanceof Error ? error.message : String(error));
  }
}

function checkCodestream(coding: CompressedCoding, bytes: Uint8Array, { rows, columns, bitsAllocated }: FrameShape): void {
  const stream = readCodestream(bytes);
  if (coding === 'jpeg-lossless' && stream.marker !== SOF_LOSSLESS) throw new Error('the codestream is not lossless JPEG');
  if (stream.rows !== rows || stream.columns !== columns) throw new Error(`the codestream is ${stream.columns}x${stream.rows}, the header says ${columns}x${rows}`);
  if (stream.components !== 1) throw new Error(`the codestream has ${stream.components} components`);
  if (stream.bits > bitsAllocated) throw new Error(`the codestream has ${stream.bits} bits, the header allocates ${bitsAllocated}`);
}
