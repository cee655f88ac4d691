import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';
import { wilcoxonSignedRank } from './wilcoxon.ts';

describe('wilcoxonSignedRank', () => {
  // p values from SciPy 1.17 wilcoxon: method='exact', and 'approx' without continuity correction.
  it('is exact for few untied pairs', () => {
    const result = wilcoxonSignedRank([7, 1, 13, 2, 4, 11, 20, 6, 9, 15], [0, 2, 0, 5, 0, 5, 0, 1, 0, 23]);
    expect(result).toMatchObject({ n: 10, method: 'exact' });
    expect(result.p).toBeCloseTo(0.083984375, 12);
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]).p).toBeCloseTo(2 / 32, 12);
    expect(wilcoxonSignedRank([1, 2, 3, -4, 5], [0, 0, 0, 0, 0]).p).toBeCloseTo((2 * 7) / 32, 12);
  });

  it('corrects the normal approximation for ties and leaves equal pairs out', () => {
    const result = wilcoxonSignedRank([1, 2, 2, 3, 5, 5, 5, 8, 0, 1], [0, 2, 1, 1, 2, 4, 6, 3, 1, 1]);
    expect(result).toMatchObject({ n: 8, method: 'normal' });
    expect(result.p).toBeCloseTo(0.0848705, 6);
  });

  it('finds nothing where nothing differs, and refuses lists that do not pair', () => {
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toEqual({ n: 0, rankSum: 0, p: 1, method: 'exact' });
    expect(() => wilcoxonSignedRank([1], [1, 2])).toThrow(RangeError);
  });

  it('does not care which list comes first', () => {
    const [a, b] = [[3, 1, 4, 1.5, 9, 2.6], [2, 7, 1.8, 2.9, 1, 8.5]];
    expect(wilcoxonSignedRank(a, b).p).toBe(wilcoxonSignedRank(b, a).p);
  });
});

describe('holm', () => {
  it('multiplies the smallest most and keeps the order', () => expect(holm([0.01, 0.04, 0.03]).map(p => Number(p.toFixed(6)))).toEqual([0.03, 0.06, 0.06]));
  it('never exceeds 1', () => expect(holm([0.6, 0.9])).toEqual([1, 1]));
});
