import type { HuVolume } from '../volume/volume.ts';
import { isInverted } from './hu-writer.ts';
import { pixelFormat } from './pixel-format.ts';
import type { SliceSource } from './series.ts';

/** How stored values lie in 16 allocated bits. */
export interface PixelLayout {
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** Two volumes on one grid, the second made from the first. */
export interface VolumeChange {
  readonly before: HuVolume;
  readonly after: HuVolume;
}

/** Lowest and highest value of a layout. */
export function layoutRange({ bitsStored, signed }: PixelLayout): readonly [low: number, high: number] {
  return signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
}

/** The way back from HU to stored values: base + sign * round((HU - intercept) / slope). */
interface StoredScale {
  readonly slope: number;
  readonly intercept: number;
  readonly sign: 1 | -1;
  readonly base: number;
}

/** MONOCHROME1 sources that were inverted on reading are mirrored back. */
function storedScale({ dataset, rescale }: SliceSource): StoredScale {
  const { photometricInterpretation, bitsStored = 16, signed } = pixelFormat(dataset, dataset);
  const inverted = isInverted({ photometricInterpretation, slope: rescale.slope, signed, modalityLut: false });
  if (!inverted) return { ...rescale, sign: 1, base: 0 };
  return { ...rescale, sign: -1, base: signed ? -1 : 2 ** bitsStored - 1 };
}

/** Stored values of slice k after the change, unclipped. Where the HU are equal, the source's own value, bit for bit. */
export function storedSlice({ before, after }: VolumeChange, slice: SliceSource, k: number): Int32Array {
  const [columns, rows] = before.geometry.dimensions;
  const size = columns * rows;
  const { slope, intercept, sign, base } = storedScale(slice);
  const [old, changed] = [before.voxels.subarray(k * size, (k + 1) * size), after.voxels.subarray(k * size, (k + 1) * size)];
  const stored = new Int32Array(size);
  for (let n = 0; n < size; n++) stored[n] = base + sign * Math.round(((changed[n] as number) - intercept) / slope);
  const kept = slice.storedPixels;
  if (kept) for (let n = 0; n < size; n++) if (changed[n] === old[n]) stored[n] = kept[n] as number;
  return stored;
}

/** Lowest and highest stored value of the changed voxels; undefined when nothing changed. */
export function changedRange({ before, after }: VolumeChange, slices: readonly SliceSource[]): readonly [low: number, high: number] | undefined {
  const [columns, rows] = before.geometry.dimensions;
  const [old, changed] = [before.voxels, after.voxels];
  let [low, high] = [Infinity, -Infinity];
  slices.forEach((slice, k) => {
    const { slope, intercept, sign, base } = storedScale(slice);
    const end = (k + 1) * columns * rows;
    for (let offset = k * columns * rows; offset < end; offset++) {
      const hu = changed[offset] as number;
      if (hu === old[offset]) continue;
      const stored = base + sign * Math.round((hu - intercept) / slope);
      if (stored < low) low = stored;
      if (stored > high) high = stored;
    }
  });
  return low <= high ? [low, high] : undefined;
}

/**
 * Layout for a derived series whose changed voxels span `range`: the source's where they fit, else 16 bits of the same sign,
 * else signed 16 bits if every value of the source's layout fits there too. Where none does, 16 bits of the same sign, and
 * changed voxels beyond them are clipped: the unchanged ones must keep their stored values.
 */
export function chooseLayout(source: PixelLayout, range: readonly [low: number, high: number]): PixelLayout {
  const fits = (layout: PixelLayout, [low, high]: readonly [number, number]) => low >= layoutRange(layout)[0] && high <= layoutRange(layout)[1];
  const wider = { bitsStored: 16, signed: source.signed };
  const signed = { bitsStored: 16, signed: true };
  const candidates = fits(signed, layoutRange(source)) ? [source, wider, signed] : [source, wider];
  return candidates.find(layout => fits(layout, range)) ?? wider;
}

/** 16-bit little-endian pixel data; values outside the layout become its nearest limit. */
export function packStored(stored: Int32Array, layout: PixelLayout): Uint8Array {
  const [low, high] = layoutRange(layout);
  const words = new Uint16Array(stored.length);
  for (let n = 0; n < stored.length; n++) words[n] = Math.min(high, Math.max(low, stored[n] as number));
  return new Uint8Array(words.buffer);
}
