import { GatewayError } from '../errors.ts';
import type { DecoderPool } from './codecs/decoder-pool.ts';
import { frameBytes, type FrameShape } from './codecs/messages.ts';
import { codestreams } from './encapsulated.ts';
import type { FrameHeader } from './frame-header.ts';
import type { DicomInstance, EncodedPixels } from './series.ts';
import { TRANSFER_SYNTAX_ADVICE, TRANSFER_SYNTAXES } from './transfer-syntaxes.ts';

/** Some frames of one instance; compressed ones go to a decoder process together. */
export interface InstanceFrames {
  readonly instance: DicomInstance;
  readonly frames: readonly FrameHeader[];
}

/**
 * Stored values of the wanted frames, little endian, in the order of `frames`. Native data is a view on the file (or a swapped
 * copy); compressed data goes through the pool. Throws `pixels/length`, `pixels/undecodable` or `pixels/transfer-syntax`.
 */
export async function* storedPixels({ instance, frames }: InstanceFrames, pool: () => DecoderPool): AsyncGenerator<readonly [FrameHeader, Uint8Array]> {
  const [first] = frames;
  if (!first) return;
  const { pixelData } = instance;
  const total = instance.dataset.number('00280008') ?? 1;
  if (!pixelData) throw wrongLength(instance, { expectedBytes: frameBytes(shapeOf(first)) * total, bytes: 0 });
  if (pixelData.kind === 'native') yield* nativeFrames(instance, pixelData, { frames, total });
  else yield* decodedFrames(instance, codestreams(pixelData, total), { frames, pool });
}

const shapeOf = ({ rows, columns, pixels }: FrameHeader): FrameShape => ({
  rows, columns, bitsAllocated: pixels.bitsAllocated === 8 ? 8 : 16, bitsStored: pixels.bitsStored ?? 16, signed: pixels.signed,
});

function* nativeFrames(instance: DicomInstance, pixels: Extract<EncodedPixels, { kind: 'native' }>, wanted: { frames: readonly FrameHeader[]; total: number }) {
  const size = frameBytes(shapeOf(wanted.frames[0] as FrameHeader));
  const expected = size * wanted.total;
  const padded = expected + (expected % 2);
  if (pixels.bytes.length !== expected && pixels.bytes.length !== padded) throw wrongLength(instance, { expectedBytes: expected, bytes: pixels.bytes.length });
  for (const frame of wanted.frames) {
    const start = ((frame.frameNumber ?? 1) - 1) * size;
    const bytes = pixels.bytes.subarray(start, start + size);
    yield [frame, pixels.bigEndian && frame.pixels.bitsAllocated === 16 ? Buffer.from(bytes).swap16() : bytes] as const;
  }
}

async function* decodedFrames(instance: DicomInstance, streams: readonly Uint8Array[], wanted: { frames: readonly FrameHeader[]; pool: () => DecoderPool }) {
  const coding = TRANSFER_SYNTAXES.get(instance.transferSyntaxUid)?.coding ?? 'unsupported';
  if (coding === 'unsupported' || coding === 'native')
    throw new GatewayError('pixels/transfer-syntax', `The pixel data is not in a transfer syntax that is decoded here. ${TRANSFER_SYNTAX_ADVICE}`, { context: { transferSyntaxUid: instance.transferSyntaxUid } });
  const shape = shapeOf(wanted.frames[0] as FrameHeader);
  const decoded = await wanted.pool().decode({
    coding,
    shape,
    frames: wanted.frames.map(frame => streams[(frame.frameNumber ?? 1) - 1] as Uint8Array),
    label: { sopInstanceUid: instance.sopInstanceUid, frameNumbers: wanted.frames.map(frame => frame.frameNumber ?? 1) },
  });
  for (const [index, bytes] of decoded.entries()) {
    if (bytes.length !== frameBytes(shape)) throw wrongLength(instance, { expectedBytes: frameBytes(shape), bytes: bytes.length });
    yield [wanted.frames[index] as FrameHeader, bytes] as const;
  }
}

const wrongLength = (instance: DicomInstance, numbers: { expectedBytes: number; bytes: number }) =>
  new GatewayError('pixels/length', `Pixel data of an instance has ${numbers.bytes} bytes where ${numbers.expectedBytes} belong; send it again.`, { context: { sopInstanceUid: instance.sopInstanceUid, ...numbers } });
