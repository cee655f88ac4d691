import { GatewayError } from '../../errors.ts';
import type { Dataset } from '../dataset.ts';
import type { DicomInstance, Warning } from '../series.ts';
import { warning } from '../warnings.ts';
import { unpackFrame } from './pack-bits.ts';
import { segPixelBytes } from './seg-pixel-bytes.ts';

/** The frames of a segmentation object, one at a time. */
export interface SegFrames {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  readonly isLabelMap: boolean;
  /** Frame f as one byte a voxel: `value` in its segment and 0 elsewhere, or, in a label map, the segment numbers. */
  frame(f: number, value: number): Uint8Array;
  readonly warnings: readonly Warning[];
}

/** Opens the pixel data of a segmentation. Throws `pixels/length`, `pixels/bit-layout` or what decoding throws. */
export async function segFrames(instance: DicomInstance): Promise<SegFrames> {
  const { dataset } = instance;
  const type = dataset.text('00620001') ?? 'BINARY';
  const columns = positive(dataset, '00280011');
  const rows = positive(dataset, '00280010');
  const count = dataset.number('00280008') ?? 1;
  const bits = dataset.number('00280100') ?? 1;
  const size = columns * rows;
  const allowed: Readonly<Record<string, readonly number[]>> = { BINARY: [1], LABELMAP: [8, 16], FRACTIONAL: [8] };
  if (!allowed[type]?.includes(bits))
    throw new GatewayError('pixels/bit-layout', `A ${type.slice(0, 16)} segmentation of ${bits} bits cannot be read; give another mask.`, { context: { bits } });
  const { bytes, frameStrideBits } = await segPixelBytes(instance, { count, size, bits });
  const frames = { columns, rows, count, isLabelMap: type === 'LABELMAP', warnings: [] as Warning[] };
  if (type === 'BINARY') return { ...frames, frame: (f, value) => scaled(unpackFrame(bytes, f * frameStrideBits, size), value) };
  if (type === 'FRACTIONAL') return fractional(frames, bytes, dataset.number('0062000E') ?? 255);
  const background = dataset.number('00280120') ?? 0;
  return { ...frames, frame: f => labels(bytes, { start: f * size, size, bits, background }) };
}

function positive(dataset: Dataset, tag: string): number {
  const value = dataset.number(tag);
  if (value !== undefined && value > 0) return value;
  throw new GatewayError('input/unreadable', 'The segmentation has no rows or columns; give another mask.');
}

function scaled(mask: Uint8Array, value: number): Uint8Array {
  for (let n = 0; n < mask.length; n++) mask[n] = (mask[n] as number) * value;
  return mask;
}

function fractional(frames: Omit<SegFrames, 'frame'>, bytes: Uint8Array, maximum: number): SegFrames {
  const size = frames.columns * frames.rows;
  const partial = bytes.some(value => value !== 0 && value !== maximum);
  return {
    ...frames,
    warnings: partial ? [warning('mask/fractional')] : [],
    frame: (f, value) => bytes.subarray(f * size, (f + 1) * size).map(share => (2 * share >= maximum ? value : 0)),
  };
}

function labels(bytes: Uint8Array, { start, size, bits, background }: { start: number; size: number; bits: number; background: number }): Uint8Array {
  const out = new Uint8Array(size);
  for (let n = 0; n < size; n++) {
    const at = start + n;
    const value = bits === 8 ? (bytes[at] as number) : (bytes[2 * at] as number) | ((bytes[2 * at + 1] as number) << 8);
    if (value > 255) throw new GatewayError('pixels/bit-layout', 'Segment numbers above 255 are not read; give another mask.', { context: { value } });
    out[n] = value === background ? 0 : value;
  }
  return out;
}
