import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../../volume/geometry.ts';
import { normalOf, philox4x32 } from '../philox/reference.ts';
import { erf } from './erf.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { gaussianWeights } from './weights.ts';

function whiteNoise(count: number): Float32Array {
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(3, 5), new Uint32Array(4)];
  return Float32Array.from({ length: count }, (_, i) => {
    counter[0] = i;
    philox4x32(counter, key, words);
    return normalOf(words);
  });
}

const sd = (x: Float32Array) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length);
};

describe('erf', () => {
  it('has its tabled values', () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(erf(-1)).toBeCloseTo(-0.8427007929497149, 13);
    expect(erf(2.4)).toBeCloseTo(0.9993114861033549, 12);
    expect(erf(2.6)).toBeCloseTo(0.9997639655834707, 12);
    expect(erf(9)).toBe(1);
  });
});

describe('gaussianWeights', () => {
  it('sums to one, two-sided', () => {
    for (const sigma of [0, 0.2, 0.6, 0.79, 0.81, 2, 7.3]) {
      const weights = gaussianWeights(sigma);
      expect(2 * weights.reduce((a, b) => a + b, 0) - (weights[0] as number)).toBeCloseTo(1, 12);
    }
  });

  it('integrates over the voxel when the kernel is narrow', () => {
    const weights = gaussianWeights(0.3);
    expect(weights[0]).toBeCloseTo(erf(0.5 / (0.3 * Math.SQRT2)), 5);
  });

  it('refuses a sigma that is no width', () => {
    for (const sigma of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => gaussianWeights(sigma)).toThrow(RangeError);
  });
});

describe('gaussianBlur', () => {
  it('reduces white noise by a point-sampled sigma of 0.6 to SD 0.350', () => {
    const dimensions: Vec3 = [60, 61, 62];
    const blurred = gaussianBlur(whiteNoise(60 * 61 * 62), { dimensions, sigmaVoxels: [0.6, 0.6, 0.6], sampling: 'point' });
    const inside = blurred.filter((_, at) => [at % 60, Math.floor(at / 60) % 61, Math.floor(at / 3660)].every(x => x > 2 && x < 57));
    expect(sd(inside)).toBeGreaterThan(0.346);
    expect(sd(inside)).toBeLessThan(0.353);
  });

  it('equals the direct sum on an anisotropic grid, borders included', () => {
    const dimensions: Vec3 = [7, 5, 3];
    const sigmaVoxels: Vec3 = [1.1, 0.5, 2];
    const input = whiteNoise(105);
    const blurred = gaussianBlur(input, { dimensions, sigmaVoxels });
    const kernels = sigmaVoxels.map(sigma => gaussianWeights(sigma));
    const fold = (x: number, n: number): number => (x < 0 ? fold(-x - 1, n) : x >= n ? fold(2 * n - 1 - x, n) : x);
    const direct = (i: number, j: number, k: number) => {
      const [a, b, c] = kernels as [Float64Array, Float64Array, Float64Array];
      let sum = 0;
      for (let z = 1 - c.length; z < c.length; z++)
        for (let y = 1 - b.length; y < b.length; y++)
          for (let x = 1 - a.length; x < a.length; x++)
            sum +=
              (a[Math.abs(x)] as number) * (b[Math.abs(y)] as number) * (c[Math.abs(z)] as number) *
              (input[fold(i + x, 7) + 7 * (fold(j + y, 5) + 5 * fold(k + z, 3))] as number);
      return sum;
    };
    for (const [i, j, k] of [[0, 0, 0], [6, 4, 2], [3, 2, 1], [1, 4, 0]] as const) expect(blurred[i + 7 * (j + 5 * k)]).toBeCloseTo(direct(i, j, k), 5);
  });

  it('equals the direct sum beside plateaus too, which it does not sum', () => {
    const dimensions: Vec3 = [30, 26, 22];
    const solid = Float32Array.from({ length: 30 * 26 * 22 }, (_, at) => (Math.hypot((at % 30) - 13, (Math.floor(at / 30) % 26) - 12, Math.floor(at / 780) - 9) < 8.3 ? 1 : 0));
    const noisy = solid.map((v, at) => v + 1e-3 * ((at * 7919) % 13));
    const plain = noisy.map((v, at) => v - solid[at]!);
    const options = { dimensions, sigmaVoxels: [0.9, 0.8, 1.2] as const };
    const [blurred, withNoise, noise] = [gaussianBlur(solid, options), gaussianBlur(noisy, options), gaussianBlur(plain, options)];
    blurred.forEach((value, at) => expect(Math.abs(value + noise[at]! - withNoise[at]!)).toBeLessThan(2e-6));
    expect(blurred.filter(value => value === 1).length).toBeGreaterThan(20);
  });

  it('keeps the mean and leaves the input alone', () => {
    const input = whiteNoise(1000);
    const before = input.slice();
    const blurred = gaussianBlur(input, { dimensions: [10, 10, 10], sigmaVoxels: [2, 2, 2] });
    expect(blurred.reduce((a, b) => a + b, 0)).toBeCloseTo(before.reduce((a, b) => a + b, 0), 2);
    expect(input).toEqual(before);
  });
});
