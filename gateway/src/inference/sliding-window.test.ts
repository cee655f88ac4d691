import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';
import { importanceMap } from './importance-map.ts';
import { slidingWindow, type Predict } from './sliding-window.ts';
import { planWindows } from './window-plan.ts';

const volumeOf = (dimensions: Vec3, value: (v: number) => number): Volume<Float32Array> =>
  makeVolume({ dimensions, spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, Float32Array.from({ length: dimensions[0] * dimensions[1] * dimensions[2] }, (_, v) => value(v)));

/** Two channels: the input doubled, and a value that depends on the place within the window. */
const positional = (windowSize: Vec3): Predict => async window => {
  const out = new Float32Array(2 * window.length);
  window.forEach((x, n) => {
    out[n] = 2 * x;
    out[window.length + n] = x * Math.sin(n) + (n % windowSize[0]);
  });
  return out;
};

/** The definition, in double precision: pad, predict everywhere, weighted mean, cut. */
async function reference(input: Volume<Float32Array>, windowSize: Vec3, { overlap, predict, weighting }: { overlap: number; predict: Predict; weighting: 'gaussian' | 'constant' }): Promise<number[][]> {
  const { dimensions } = input.geometry;
  const low = dimensions.map((n, a) => Math.floor(Math.max(0, windowSize[a]! - n) / 2));
  const padded = dimensions.map((n, a) => Math.max(n, windowSize[a]!)) as unknown as Vec3;
  const at = (p: Vec3, size: Vec3) => p[0] + size[0] * (p[1] + size[1] * p[2]);
  const source = Array.from({ length: padded[0] * padded[1] * padded[2] }, () => 0);
  const each = (size: Vec3, visit: (p: Vec3) => void) => { for (let k = 0; k < size[2]; k++) for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[0]; i++) visit([i, j, k]); };
  each(dimensions, p => (source[at(p.map((v, a) => v + low[a]!) as unknown as Vec3, padded)] = input.voxels[at(p, dimensions)]!));
  const sums = [0, 1].map(() => source.map(() => 0));
  const weights = source.map(() => 0);
  const starts = padded.map((n, a) => {
    const [w, list] = [windowSize[a]!, [] as number[]];
    const step = Math.max(1, Math.trunc(w * (1 - overlap)));
    for (let s = 0; ; s += step) { list.push(Math.min(s, n - w)); if (s >= n - w) return list; }
  });
  const gauss = (p: Vec3) => p.reduce((product, v, a) => product * Math.exp(-((v - (windowSize[a]! - 1) / 2) ** 2) / (2 * (0.125 * windowSize[a]!) ** 2)), 1);
  const floor = Math.max(gauss([0, 0, 0]), 1e-3);
  for (const z of starts[2]!) for (const y of starts[1]!) for (const x of starts[0]!) {
    const window = new Float32Array(windowSize[0] * windowSize[1] * windowSize[2]);
    each(windowSize, p => (window[at(p, windowSize)] = source[at([p[0] + x, p[1] + y, p[2] + z], padded)]!));
    const logits = await predict(window);
    each(windowSize, p => {
      const to = at([p[0] + x, p[1] + y, p[2] + z], padded);
      const w = weighting === 'constant' ? 1 : Math.max(floor, gauss(p));
      weights[to]! += w;
      sums.forEach((sum, c) => (sum[to]! += w * logits[c * window.length + at(p, windowSize)]!));
    });
  }
  return sums.map(sum => {
    const out: number[] = [];
    each(dimensions, p => { const v = at(p.map((q, a) => q + low[a]!) as unknown as Vec3, padded); out.push(sum[v]! / weights[v]!); });
    return out;
  });
}

describe('slidingWindow', () => {
  const windowSize: Vec3 = [8, 6, 5];
  const sizes: [string, Vec3][] = [['below', [5, 3, 2]], ['equal to', [8, 6, 5]], ['above', [21, 13, 9]], ['below and above', [7, 15, 5]]];

  it.each(sizes.flatMap(([name, size]) => [0, 0.25, 0.5, 0.75].map(overlap => [name, size, overlap] as const)))('equals the definition for a grid %s the window (%j), overlap %d', async (_, size, overlap) => {
    const input = volumeOf(size, v => Math.cos(v * 1.7));
    for (const weighting of ['gaussian', 'constant'] as const) {
      const predict = positional(windowSize);
      const expected = await reference(input, windowSize, { overlap, predict, weighting });
      const { logits } = await slidingWindow({ input, windowSize, overlap, channels: 2, predict, weighting, concurrency: 3 });
      let worst = 0;
      logits.forEach((channel, c) => channel.forEach((v, n) => (worst = Math.max(worst, Math.abs(v - expected[c]![n]!)))));
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it('gives back what a predictor without memory of place gives', async () => {
    await fc.assert(fc.asyncProperty(fc.tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 9 })), fc.constantFrom(0, 0.3, 0.5, 0.9), async (size, overlap) => {
      const input = volumeOf(size, v => Math.sin(v));
      const { logits } = await slidingWindow({ input, windowSize: [6, 7, 4], overlap, channels: 1, predict: async w => w.map(x => 2 * x) });
      logits[0]!.forEach((v, n) => expect(Math.abs(v - 2 * input.voxels[n]!)).toBeLessThan(1e-5));
    }), { numRuns: 40 });
  });

  it('does not depend on the order in which windows come back', async () => {
    const input = volumeOf([20, 11, 9], v => Math.sin(v * 0.37));
    const run = (concurrency: number, delayed: boolean) => slidingWindow({
      input, windowSize, overlap: 0.5, channels: 2, concurrency,
      predict: async w => {
        if (delayed) await new Promise(resolve => setTimeout(resolve, (Math.abs(w[3]!) * 97) % 4));
        return positional(windowSize)(w);
      },
    });
    expect((await run(4, true)).logits).toEqual((await run(1, false)).logits);
  });

  it('leaves out the windows it is told to, and pads with the value given', async () => {
    const input = volumeOf([16, 6, 5], () => 1);
    const seen: number[] = [];
    const { logits, windows } = await slidingWindow({ input, windowSize, overlap: 0, channels: 1, predict: async w => { seen.push(w[0]!); return w; }, skipWindow: ([x]) => x === 0 });
    expect(windows).toBe(1);
    expect([...logits[0]!.subarray(0, 16)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    const small = volumeOf([2, 2, 2], () => 1);
    await slidingWindow({ input: small, windowSize: [4, 4, 4], overlap: 0, channels: 1, padValue: -7, predict: async w => { expect(w.filter(v => v === -7)).toHaveLength(56); return w; } });
  });

  it('reports each window and never has more under way than allowed', async () => {
    let [under, most] = [0, 0];
    const seen: string[] = [];
    await slidingWindow({
      input: volumeOf([24, 6, 5], v => v), windowSize, overlap: 0.5, channels: 1, concurrency: 2, onProgress: (done, total) => seen.push(`${done}/${total}`),
      predict: async w => { most = Math.max(most, ++under); await new Promise(resolve => setTimeout(resolve, 1)); under--; return w; },
    });
    expect(seen).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    expect(most).toBe(2);
  });

  it('sends no window after it was aborted', async () => {
    const abort = new AbortController();
    let sent = 0;
    const run = slidingWindow({
      input: volumeOf([80, 6, 5], v => v), windowSize, overlap: 0.5, channels: 1, concurrency: 2, signal: abort.signal,
      predict: async w => { if (++sent === 4) abort.abort(new Error('enough')); await new Promise(resolve => setTimeout(resolve, 1)); return w; },
    });
    await expect(run).rejects.toThrow('enough');
    expect(sent).toBe(4);
  });

  it('fails with the first failure and stops', async () => {
    let sent = 0;
    const run = slidingWindow({ input: volumeOf([80, 6, 5], v => v), windowSize, overlap: 0, channels: 1, concurrency: 2, predict: async w => { if (++sent === 3) throw new Error('third window'); return w; } });
    await expect(run).rejects.toThrow('third window');
    expect(sent).toBeLessThanOrEqual(4);
    await expect(slidingWindow({ input: volumeOf([4, 4, 4], v => v), windowSize, overlap: 0, channels: 3, predict: async w => w })).rejects.toThrow(RangeError);
  });
});

describe('planWindows', () => {
  it('counts as the published schedule does', () => {
    expect(planWindows([360, 360, 400], [96, 96, 96], 0.75)).toHaveLength(2016);
    expect(planWindows([240, 240, 267], [96, 96, 96], 0.75)).toHaveLength(441);
    expect(planWindows([360, 360, 400], [96, 96, 96], 0.5)).toHaveLength(392);
    expect(planWindows([240, 240, 267], [96, 96, 96], 0.5)).toHaveLength(80);
  });

  it('ends flush and refuses what cannot be', () => {
    expect(planWindows([10, 4, 4], [4, 4, 4], 0.5).map(s => s[0])).toEqual([0, 2, 4, 6]);
    expect(planWindows([9, 4, 4], [4, 4, 4], 0.5).map(s => s[0])).toEqual([0, 2, 4, 5]);
    expect(() => planWindows([9, 9, 9], [4, 4, 4], 1)).toThrow(RangeError);
    expect(() => planWindows([9, 9, 9], [4, 0, 4], 0)).toThrow(RangeError);
  });
});

describe('importanceMap', () => {
  it('is symmetric, 1 at the middle, and never below its floor', () => {
    const map = importanceMap([9, 7, 5]);
    expect(map[4 + 9 * (3 + 7 * 2)]).toBe(1);
    expect([...map].reverse()).toEqual([...map]);
    expect(Math.min(...map)).toBeCloseTo(1e-3, 9);
    expect(importanceMap([2, 2, 2], 'constant').every(v => v === 1)).toBe(true);
  });
});
