import { GatewayError } from '../../errors.ts';
import type { DicomInstance } from '../series.ts';

/** Frames of `size` voxels, each of `bits` bits. */
export interface SegPixelShape {
  readonly count: number;
  readonly size: number;
  readonly bits: number;
}

/**
 * All pixel data of a segmentation as it lies in a native little-endian object: bits packed without gaps between frames, or
 * bytes, or 16-bit words. Throws `pixels/length` when there is less than the header promises.
 */
export async function segPixelBytes({ pixelData, transferSyntaxUid }: DicomInstance, { count, size, bits }: SegPixelShape): Promise<Uint8Array> {
  const needed = Math.ceil((count * size * bits) / 8);
  if (pixelData?.kind === 'encapsulated')
    throw new GatewayError('pixels/transfer-syntax', 'A compressed segmentation of this kind is not read; send it uncompressed.', { context: { transferSyntaxUid } });
  const available = pixelData?.bytes.length ?? 0;
  if (!pixelData || available < needed)
    throw new GatewayError('pixels/length', 'The segmentation has less pixel data than its header says; send it again.', { context: { neededBytes: needed, availableBytes: available } });
  return pixelData.bigEndian ? Buffer.from(pixelData.bytes.subarray(0, available - (available % 2))).swap16() : pixelData.bytes;
}
