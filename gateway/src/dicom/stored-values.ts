import type { HuVolume } from '../volume/volume.ts';
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

/**
 * Stored values of slice k after the change, unclipped: (HU - intercept) / slope, rounded, where the HU differ, and the source's
 * own stored value, bit for bit, everywhere else.
 */
export function storedSlice({ before, after }: VolumeChange, slice: SliceSource, k: number): Int32Array {
  const [columns, rows] = before.geometry.dimensions;
  const size = columns * rows;
  const { slope, intercept } = slice.rescale;
  const [old, changed, kept] = [before.voxels, after.voxels, slice.storedPixels];
  const stored = new Int32Array(size);
  for (let n = 0, offset = k * size; n < size; n++, offset++) {
    const hu = changed[offset] as number;
    stored[n] = kept && hu === old[offset] ? (kept[n] as number) : Math.round((hu - intercept) / slope);
  }
  return stored;
}

/** Lowest and highest stored value of the changed voxels; undefined when nothing changed. */
export function changedRange({ before, after }: VolumeChange, slices: readonly SliceSource[]): readonly [low: number, high: number] | undefined {
  const [columns, rows] = before.geometry.dimensions;
  const [old, changed] = [before.voxels, after.voxels];
  let [low, high] = [Infinity, -Infinity];
  slices.forEach(({ rescale: { slope, intercept } }, k) => {
    const end = (k + 1) * columns * rows;
    for (let offset = k * columns * rows; offset < end; offset++) {
      const hu = changed[offset] as number;
      if (hu === old[offset]) continue;
      const stored = Math.round((hu - intercept) / slope);
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
