import { inflateRawSync } from 'node:zlib';
import { GatewayError } from '../../errors.ts';
import { DecoderPool } from '../codecs/decoder-pool.ts';
import { decodeRle } from '../codecs/rle.ts';
import { codestreams } from '../encapsulated.ts';
import type { DicomInstance, EncodedPixels } from '../series.ts';
import { TRANSFER_SYNTAXES } from '../transfer-syntaxes.ts';

/** Deflated Image Frame Compression (PS3.5 A.4.13): each frame a raw DEFLATE stream. */
const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1';

/** Decoded masks beyond this are refused before anything is allocated: 300 slices of 512 x 512 need 79 MB as bytes. */
const MAX_DECODED_BYTES = 2 ** 30;

/** Frames of `size` voxels, each of `bits` bits. */
export interface SegPixelShape {
  readonly count: number;
  readonly size: number;
  readonly bits: number;
}

/** Little-endian pixel data of all frames. */
export interface SegPixelBytes {
  readonly bytes: Uint8Array;
  /** From the start of one frame to the next. Native single-bit frames follow each other without gaps, decoded ones begin a byte. */
  readonly frameStrideBits: number;
}

/**
 * All pixel data of a segmentation, decoded. Throws `pixels/length` when there is less than the header promises,
 * `pixels/undecodable` when it cannot be decoded, `pixels/transfer-syntax` for an encoding that is not read.
 */
export async function segPixelBytes(instance: DicomInstance, shape: SegPixelShape): Promise<SegPixelBytes> {
  const { pixelData } = instance;
  if (pixelData?.kind === 'encapsulated') return decoded(instance, pixelData, shape);
  const needed = Math.ceil((shape.count * shape.size * shape.bits) / 8);
  const available = pixelData?.bytes.length ?? 0;
  if (!pixelData || available < needed)
    throw new GatewayError('pixels/length', 'The segmentation has less pixel data than its header says; send it again.', { context: { neededBytes: needed, availableBytes: available } });
  const bytes = pixelData.bigEndian ? Buffer.from(pixelData.bytes.subarray(0, available - (available % 2))).swap16() : pixelData.bytes;
  return { bytes, frameStrideBits: shape.size * shape.bits };
}

async function decoded(instance: DicomInstance, pixels: Extract<EncodedPixels, { kind: 'encapsulated' }>, shape: SegPixelShape): Promise<SegPixelBytes> {
  const frameBytes = Math.ceil((shape.size * shape.bits) / 8);
  const limitBytes = MAX_DECODED_BYTES;
  if (!(frameBytes * shape.count <= limitBytes))
    throw new GatewayError('series/too-large', 'The segmentation is larger than is read; give a smaller mask.', { context: { bytes: frameBytes * shape.count, limitBytes } });
  const streams = codestreams(pixels, shape.count);
  const bytes = new Uint8Array(frameBytes * shape.count);
  const frames = await decodeStreams(instance, streams, shape.bits);
  frames.forEach((frame, f) => {
    if (frame.length < frameBytes) throw undecodable(new Error('a frame is too short'));
    bytes.set(frame.subarray(0, frameBytes), f * frameBytes);
  });
  return { bytes, frameStrideBits: 8 * frameBytes };
}

async function decodeStreams(instance: DicomInstance, streams: readonly Uint8Array[], bits: number): Promise<readonly Uint8Array[]> {
  const rows = instance.dataset.number('00280010') ?? 0;
  const columns = instance.dataset.number('00280011') ?? 0;
  const coding = TRANSFER_SYNTAXES.get(instance.transferSyntaxUid)?.coding;
  const bitsAllocated = bits === 16 ? 16 : 8;
  const packed = { rows: 1, columns: Math.ceil((rows * columns * bits) / bitsAllocated), bitsAllocated, bitsStored: bitsAllocated, signed: false } as const;
  if (instance.transferSyntaxUid === DEFLATED_FRAMES) return guarded(() => streams.map(stream => inflateRawSync(stream, { maxOutputLength: (packed.columns * bitsAllocated) / 8 + 1 })));
  if (coding === 'rle') return guarded(() => streams.map(stream => decodeRle(stream, packed)));
  if (bits === 1 || coding === undefined || coding === 'native' || coding === 'unsupported') throw unsupported(instance.transferSyntaxUid);
  const pool = new DecoderPool();
  try {
    const label = { sopInstanceUid: instance.sopInstanceUid, frameNumbers: streams.map((_, f) => f + 1) };
    return await pool.decode({ coding, shape: { ...packed, rows, columns }, frames: [...streams], label });
  } finally {
    pool.close();
  }
}

function guarded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw undecodable(error);
  }
}

const undecodable = (cause: unknown): GatewayError => new GatewayError('pixels/undecodable', 'The pixel data of the segmentation cannot be decoded; send it again.', { cause });

const unsupported = (transferSyntaxUid: string): GatewayError =>
  new GatewayError('pixels/transfer-syntax', 'A segmentation compressed in this way is not read; send it uncompressed.', { context: { transferSyntaxUid } });
