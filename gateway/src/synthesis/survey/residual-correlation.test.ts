import { describe, expect, it } from 'vitest';
import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import { makeDraws } from '../draws.ts';
import { residualCorrelation } from './residual-correlation.ts';

const dimensions = [40, 30, 12] as const;
const draws = makeDraws({ seed: 3, stage: 'scan' });
const white = Float32Array.from({ length: 40 * 30 * 12 }, (_, n) => draws.normal('white', n));
const everywhere = new Uint8Array(white.length).fill(1);

describe('residualCorrelation', () => {
  it('finds none in white noise', () => {
    for (const lags of residualCorrelation({ dimensions, values: white, counts: everywhere })) for (const value of lags) expect(Math.abs(value)).toBeLessThan(0.04);
  });

  it('finds exp(-n^2 / 4 s^2) along each axis of noise that was blurred by s', () => {
    const values = gaussianBlur(white, { dimensions, sigmaVoxels: [1, 1.6, 0] });
    const [i, j, k] = residualCorrelation({ dimensions, values, counts: everywhere });
    i.forEach((value, n) => expect(Math.abs(value - Math.exp(-((n + 1) ** 2) / 4))).toBeLessThan(0.08));
    j.forEach((value, n) => expect(Math.abs(value - Math.exp(-((n + 1) ** 2) / (4 * 1.6 ** 2)))).toBeLessThan(0.1));
    for (const value of k) expect(Math.abs(value)).toBeLessThan(0.1);
  });

  it('looks at what counts alone, and says 0 of too little', () => {
    const values = white.map((v, at) => (at % 40 < 20 ? v : 1000));
    const counts = everywhere.map((_, at) => (at % 40 < 20 ? 1 : 0));
    for (const value of residualCorrelation({ dimensions, values, counts }).flat()) expect(Math.abs(value)).toBeLessThan(0.06);
    expect(residualCorrelation({ dimensions, values: white, counts: new Uint8Array(white.length) })).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 0]]);
  });
});
