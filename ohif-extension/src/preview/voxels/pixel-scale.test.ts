import { describe, expect, it } from 'vitest';
import { fromHu, paddingOf, toHu } from './pixel-scale.ts';

describe('pixel scale', () => {
  it('leaves scaled values alone and rescales the others, there and back', () => {
    const scaled = { slope: 1, intercept: -1024, scaled: true };
    expect(toHu(57, scaled)).toBe(57);
    expect(fromHu(57, scaled)).toBe(57);
    const raw = { slope: 0.5, intercept: -1000, scaled: false };
    expect(toHu(2114, raw)).toBe(57);
    for (const stored of [0, 1, 2113, 4095]) expect(fromHu(toHu(stored, raw), raw)).toBe(stored);
    expect(fromHu(57.2, raw)).toBe(2114);
  });

  it('reads padding as air, whether the loader scaled it or not', () => {
    const padding = [-2000, -1990] as const;
    expect(toHu(-2000, { slope: 1, intercept: -24, scaled: false, padding })).toBe(-1024);
    expect(toHu(-2024, { slope: 1, intercept: -24, scaled: true, padding })).toBe(-1024);
    expect(toHu(-2013, { slope: 1, intercept: -24, scaled: true, padding })).toBe(-2013);
  });

  it('gives padding the sign of the pixels', () => {
    expect(paddingOf({})).toBeUndefined();
    expect(paddingOf({ PixelPaddingValue: 63_536, PixelRepresentation: 1 })).toEqual([-2000, -2000]);
    expect(paddingOf({ PixelPaddingValue: -2000, PixelRepresentation: 0 })).toEqual([63_536, 63_536]);
    expect(paddingOf({ PixelPaddingValue: 10, PixelPaddingRangeLimit: 4, PixelRepresentation: 0 })).toEqual([4, 10]);
  });
});
