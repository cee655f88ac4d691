import { describe, expect, it } from 'vitest';
import { meanInterval } from './mean-interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

const scores = [0.71, 0.55, 0.93, 0.62, 0.48, 0.87, 0.91, 0.33, 0.79, 0.66];

describe('wilsonInterval', () => {
  // Limits from SciPy 1.17 binomtest(...).proportion_ci(method='wilson').
  it.each([
    [8, 10, 0.4901624715, 0.9433178485],
    [0, 5, 0, 0.4344824648],
    [13, 49, 0.1621128213, 0.4026228897],
    [5, 5, 0.5655175352, 1],
  ])('%i of %i', (count, total, low, high) => {
    const interval = wilsonInterval(count, total);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it('has nothing to say of none, and refuses what is no count', () => {
    expect(wilsonInterval(0, 0)).toEqual({ count: 0, total: 0 });
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });
});

describe('meanInterval', () => {
  it('agrees with SciPy: mean, SD and percentile bootstrap', () => {
    const { n, mean, sd, bootstrap, normal } = meanInterval(scores);
    expect([n, mean, sd].map(v => Number(v!.toFixed(6)))).toEqual([10, 0.685, 0.19654]);
    expect(bootstrap![0]).toBeCloseTo(0.568, 1.7);
    expect(bootstrap![1]).toBeCloseTo(0.796, 1.7);
    expect(normal![1]).toBeCloseTo(0.685 + (1.959964 * 0.19654) / Math.sqrt(10), 4);
  });

  it('gives the same interval for the same seed and leaves undefined scores out, counted', () => {
    expect(meanInterval(scores, { seed: 4 })).toEqual(meanInterval(scores, { seed: 4 }));
    expect(meanInterval([...scores, undefined])).toMatchObject({ n: 10, undefinedCount: 1, mean: meanInterval(scores).mean! });
    expect(meanInterval([undefined])).toEqual({ n: 0, undefinedCount: 1 });
    expect(meanInterval([0.4])).toEqual({ n: 1, undefinedCount: 0, mean: 0.4 });
  });
});
