import type { PixelCoding } from '../transfer-syntaxes.ts';

export type CompressedCoding = Exclude<PixelCoding, 'native'>;

/** What the header says of every frame of one object. */
export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** Gateway to decoder process: frames of one object. */
export interface DecodeRequest {
  readonly id: number;
  readonly coding: CompressedCoding;
  readonly shape: FrameShape;
  readonly frames: readonly Uint8Array[];
}

/** Decoder process to gateway: stored values, little endian, rows x columns x bitsAllocated / 8 bytes each; or what went wrong where. */
export type DecodeReply =
  | { readonly id: number; readonly frames: readonly Uint8Array[] }
  | { readonly id: number; readonly failedFrame: number; readonly reason: string; /** The process must not be used again. */ readonly spoiled: boolean };

export const frameBytes = ({ rows, columns, bitsAllocated }: FrameShape): number => (rows * columns * bitsAllocated) / 8;
