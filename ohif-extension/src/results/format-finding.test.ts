import { describe, expect, it } from 'vitest';
import { formatAxes, formatContrast, formatHu, formatLps, formatMl } from './format-finding.ts';

describe('findings as a reader sees them', () => {
  it.each([[0.034, '0.03 ml'], [0.42, '0.42 ml'], [6.84, '6.8 ml'], [99.94, '99.9 ml'], [1408.07, '1408 ml']])('volume %d', (volumeMl, text) => {
    expect(formatMl(volumeMl)).toBe(text);
  });

  it('axes, long before short', () => {
    expect(formatAxes({ longAxisMm: 19.27, shortAxisMm: 7 })).toBe('19.3 × 7.0 mm');
  });

  it.each([[63.4, '63 HU'], [-0.4, '0 HU'], [-12.6, '−13 HU']])('HU %d', (hu, text) => {
    expect(formatHu(hu)).toBe(text);
  });

  it.each([[12.4, '+12 HU'], [-54.6, '−55 HU'], [0.2, '±0 HU']])('contrast %d', (hu, text) => {
    expect(formatContrast(hu)).toBe(text);
  });

  it('positions by the side of the patient', () => {
    expect(formatLps([-97.81, 122.9, -12])).toBe('97.8 R, 122.9 P, 12.0 I mm');
    expect(formatLps([5, -1.25, 3])).toBe('5.0 L, 1.3 A, 3.0 S mm');
  });
});
