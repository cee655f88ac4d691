/** How the values of an image in the viewer's cache become HU, as the gateway reads them. */
export interface PixelScale {
  readonly slope: number;
  readonly intercept: number;
  /** The loader has applied slope and intercept already. */
  readonly scaled: boolean;
  /** Stored values that stand for no measurement, both included. */
  readonly padding?: readonly [low: number, high: number];
}

/** HU the gateway gives to padding. */
const PADDING_HU = -1024;

/** HU of one value of the viewer's image. */
export function toHu(value: number, { slope, intercept, scaled, padding }: PixelScale): number {
  if (padding) {
    const stored = scaled ? Math.round((value - intercept) / slope) : value;
    if (stored >= padding[0] && stored <= padding[1]) return PADDING_HU;
  }
  return scaled ? value : value * slope + intercept;
}

/** The viewer's value for whole HU: where the image is not scaled, the stored value a derived series would get. */
export const fromHu = (hu: number, { slope, intercept, scaled }: PixelScale): number => (scaled ? hu : Math.round((hu - intercept) / slope));

/** Header of an image as the host naturalises it. */
type Header = Readonly<Record<string, unknown>>;

/** Padding is written with the sign of the pixels, whatever representation the writer chose for it (PS3.3 C.7.5.1.1.2). */
export function paddingOf(header: Header): readonly [number, number] | undefined {
  const own = header['PixelPaddingValue'];
  if (typeof own !== 'number') return undefined;
  const limit = header['PixelPaddingRangeLimit'];
  const stored = (value: number): number => (header['PixelRepresentation'] === 1 ? (value << 16) >> 16 : value & 0xff_ff);
  const [a, b] = [stored(own), stored(typeof limit === 'number' ? limit : own)];
  return [Math.min(a, b), Math.max(a, b)];
}
