import type { Labelmap } from '../../volume/volume.ts';
import type { Attributes } from '../attributes.ts';
import { encodeRle } from '../encode-rle.ts';
import { packFrame } from './pack-bits.ts';
import type { FramePlan } from './plan-frames.ts';
import type { PlannedFrame } from './planned-frame.ts';
import type { SegEncoding } from './seg-request.ts';

/** Pixel description and pixel data of the planned frames (PS3.3 C.8.20.2). */
export function segPixels(labelmap: Labelmap, plan: FramePlan, encoding: SegEncoding): Attributes {
  const [columns, rows] = labelmap.geometry.dimensions;
  const bits = encoding === 'binary' ? 1 : 8;
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
    PixelRepresentation: 0,
    ...(encoding === 'binary' ? {} : { PixelPaddingValue: { vr: 'US', value: 0 } }),
    NumberOfFrames: plan.frames.length,
    PixelData: pixelData(labelmap, plan, encoding),
  };
}

function pixelData(labelmap: Labelmap, plan: FramePlan, encoding: SegEncoding): Attributes[string] {
  const [columns, rows] = labelmap.geometry.dimensions;
  const size = columns * rows;
  const slice = ({ k }: PlannedFrame) => labelmap.voxels.subarray(k * size, (k + 1) * size);
  if (encoding === 'binary') return { vr: 'OB', value: packedFrames(labelmap, plan) };
  if (encoding === 'labelmap-rle') return { fragments: plan.frames.map(frame => encodeRle(slice(frame), columns)) };
  const bytes = new Uint8Array(plan.frames.length * size);
  plan.frames.forEach((frame, f) => bytes.set(slice(frame), f * size));
  return { vr: 'OB', value: bytes };
}

function packedFrames({ geometry, voxels }: Labelmap, { frames, slices }: FramePlan): Uint8Array {
  const [columns, rows] = geometry.dimensions;
  const size = columns * rows;
  const packed = new Uint8Array(Math.ceil((frames.length * size) / 8));
  frames.forEach(({ k, segment }, f) => {
    const { first, last } = slices[k] as { first: number; last: number };
    // Whole bytes only, so that the fast path of packFrame is kept.
    const from = first - (first % 8);
    const to = Math.min(size, last + ((8 - (last % 8)) % 8));
    packFrame(voxels.subarray(k * size + from, k * size + to), segment?.value ?? 0, { packed, firstBit: f * size + from });
  });
  return packed;
}
