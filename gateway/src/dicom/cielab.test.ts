import { describe, expect, it } from 'vitest';
import { dicomCielab } from './cielab.ts';

describe('dicomCielab', () => {
  // L*, a*, b* over D50 of the sRGB corners, from the CIE formulae; within a thousandth of the stored range.
  it.each([
    ['black', [0, 0, 0], [0, 0, 0]],
    ['white', [255, 255, 255], [100, 0, 0]],
    ['red', [255, 0, 0], [54.29, 80.81, 69.89]],
    ['green', [0, 255, 0], [87.82, -79.27, 80.99]],
    ['blue', [0, 0, 255], [29.57, 68.3, -112.03]],
  ] as const)('%s', (_, rgb, [l, a, b]) => {
    const stored = dicomCielab(rgb);
    const expected = [(l / 100) * 65535, ((a + 128) / 255) * 65535, ((b + 128) / 255) * 65535];
    stored.forEach((value, n) => {
      expect(Number.isInteger(value)).toBe(true);
      expect(Math.abs(value - (expected[n] as number))).toBeLessThan(66);
    });
  });
});
