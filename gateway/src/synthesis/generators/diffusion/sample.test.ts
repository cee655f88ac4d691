import { describe, expect, it } from 'vitest';
import { sample } from './sample.ts';
import { cosineSchedule } from './schedule.ts';

const zigzag = (draw: number, index: number) => Math.sin(1 + 7 * draw + 3 * index);
/** Sees exactly the noise that lies on one known picture. */
const oracle = (picture: readonly number[], trainSteps: number) => {
  const { signal } = cosineSchedule(trainSteps);
  return async (x: Float32Array, t: number) => x.map((value, n) => (value - Math.sqrt(signal[t]!) * picture[n]!) / Math.sqrt(1 - signal[t]!));
};

describe('cosineSchedule', () => {
  it('has the published betas for four steps', () => {
    const { betas } = cosineSchedule(4);
    [0.153, 0.417, 0.708, 0.9999].forEach((beta, t) => expect(betas[t]).toBeCloseTo(beta, 3));
  });

  it('leaves less signal with every step', () => {
    const { signal } = cosineSchedule(200);
    expect(signal[0]).toBeGreaterThan(0.999);
    expect(signal.every((left, t) => t === 0 || left < signal[t - 1]!)).toBe(true);
    expect(signal[199]).toBeLessThan(1e-5);
  });
});

describe('sample', () => {
  const picture = [0.7, -0.4, 0.1, -0.95, 0.3];

  it('ddpm finds the picture that the network has in mind, clipped to -1..1', async () => {
    const drawn = await sample({ sampler: { kind: 'ddpm', trainSteps: 4 }, length: 5, predictNoise: oracle([...picture.slice(0, 4), 1.8], 4), normal: zigzag });
    [...picture.slice(0, 4), 1].forEach((value, n) => expect(drawn[n]).toBeCloseTo(value, 5));
  });

  it('ddpm visits t = 3, 2, 1, 0 and adds noise after all but the last', async () => {
    const seen: number[] = [];
    const draws = new Set<number>();
    await sample({ sampler: { kind: 'ddpm', trainSteps: 4 }, length: 2, predictNoise: async (x, t) => (seen.push(t), x), normal: (draw, n) => (draws.add(draw), zigzag(draw, n)) });
    expect(seen).toEqual([3, 2, 1, 0]);
    expect([...draws].sort()).toEqual([0, 2, 3, 4]);
  });

  it('ddpm takes the steps worked out by hand', async () => {
    // A network that sees no noise: x0 = clip(x / sqrt(kept)); T = 2.
    const { betas: [b0, b1], signal: [s0, s1] } = cosineSchedule(2) as unknown as { betas: [number, number]; signal: [number, number] };
    const start = zigzag(0, 0);
    const clean = Math.max(-1, Math.min(1, start / Math.sqrt(s1)));
    const middle = ((b1 * Math.sqrt(s0)) / (1 - s1)) * clean + (((1 - s0) * Math.sqrt(1 - b1)) / (1 - s1)) * start + Math.sqrt((b1 * (1 - s0)) / (1 - s1)) * zigzag(2, 0);
    const drawn = await sample({ sampler: { kind: 'ddpm', trainSteps: 2 }, length: 1, predictNoise: async x => x.map(() => 0), normal: zigzag });
    expect(drawn[0]).toBeCloseTo(Math.max(-1, Math.min(1, middle / Math.sqrt(s0))), 5);
    expect(b0).toBeCloseTo(1 - s0, 12);
  });

  it('ddim visits t = 197, 193, .., 1 and ends with the noise it began with, at the share of step 0', async () => {
    const seen: number[] = [];
    const { signal } = cosineSchedule(200);
    const predict = oracle(picture, 200);
    const drawn = await sample({ sampler: { kind: 'ddim', trainSteps: 200, steps: 50 }, length: 5, predictNoise: (x, t) => (seen.push(t), predict(x, t)), normal: zigzag });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => 197 - 4 * n));
    picture.forEach((value, n) => {
      const noise = (zigzag(0, n) - Math.sqrt(signal[197]!) * value) / Math.sqrt(1 - signal[197]!);
      expect(drawn[n]).toBeCloseTo(Math.sqrt(signal[0]!) * value + Math.sqrt(1 - signal[0]!) * noise, 4);
    });
  });

  it('ddim takes every number of steps that its schedule holds, and no more', async () => {
    const draw = (trainSteps: number, steps: number) => sample({ sampler: { kind: 'ddim', trainSteps, steps }, length: 5, predictNoise: oracle(picture, trainSteps), normal: zigzag });
    for (const trainSteps of [2, 9, 10]) {
      for (let steps = 1; steps < trainSteps; steps++) expect((await draw(trainSteps, steps)).every(Number.isFinite)).toBe(true);
      for (const steps of [trainSteps, trainSteps + 1, 3 * trainSteps]) await expect(draw(trainSteps, steps)).rejects.toThrow(RangeError);
    }
  });
});
