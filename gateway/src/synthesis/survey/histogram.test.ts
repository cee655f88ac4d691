import { describe, expect, it } from 'vitest';
import { HuHistogram } from './histogram.ts';
import { makeDraws } from '../draws.ts';

describe('HuHistogram', () => {
  it('finds median and SD of a normal core under a third of outliers', () => {
    const histogram = new HuHistogram();
    const draws = makeDraws({ seed: 5, stage: 'scan' });
    for (let n = 0; n < 20_000; n++) histogram.add(104.3 + 17 * draws.normal('x', n));
    for (let n = 0; n < 2000; n++) histogram.add(300);
    expect(histogram.medianHu).toBeGreaterThan(104);
    expect(histogram.medianHu).toBeLessThan(107);
    expect(histogram.robustSdHu).toBeGreaterThan(16.5);
    expect(histogram.robustSdHu).toBeLessThan(20);
    const { mean, sd } = histogram.within(104.3 - 60, 104.3 + 60);
    expect(Math.abs(mean - 104.3)).toBeLessThan(0.5);
    expect(Math.abs(sd - 17)).toBeLessThan(0.5);
  });

  it('answers 0 when it is empty', () => {
    expect(new HuHistogram().medianHu).toBe(0);
    expect(new HuHistogram().within(-10, 10)).toEqual({ mean: 0, sd: 0 });
  });
});
