import { describe, expect, it } from 'vitest';
import type { Geometry } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { heterogeneity, opacityOf, organShare, smoothstep, structureOf } from './appearance.ts';
import { makeDraws } from './draws.ts';
import { lesionFrame } from './rasterise.ts';

const geometry: Geometry = { dimensions: [40, 36, 12], spacingMm: [0.8, 0.8, 3], originLps: [10, -4, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const count = 40 * 36 * 12;
const sd = (x: readonly number[]) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, sd: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
};

describe('heterogeneity', () => {
  it('has mean 0 and the asked SD over the lesion, and is 0 elsewhere', () => {
    const opacity = Float32Array.from({ length: count }, (_, at) => (at % 40 > 10 && at % 40 < 30 ? 1 : 0));
    const field = heterogeneity({ geometry, frame: lesionFrame(geometry, [26, 10, 22]), opacity, lengthMm: 6, sdHu: 7.5, reachMm: 40, draws: makeDraws({ seed: 2, stage: 'texture' }) });
    const inside = sd([...field].filter((_, at) => opacity[at] === 1));
    expect(inside.mean).toBeCloseTo(0, 4);
    expect(inside.sd).toBeCloseTo(7.5, 3);
    expect([...field].filter((value, at) => opacity[at] === 0 && value !== 0)).toHaveLength(0);
  });
});

describe('structureOf', () => {
  it('parts noise from a vessel: noise goes, what stands out stays', () => {
    const draws = makeDraws({ seed: 3, stage: 'scan' });
    const f = Float32Array.from({ length: count }, (_, at) => 100 + 10 * draws.normal('n', at) + (at % 40 === 20 ? 150 : 0));
    const structure = structureOf(f, geometry, { meanHu: 100, sdHu: 10, noiseSdHu: 10, vesselThresholdHu: 125, vesselFraction: 0.02, volumeMl: 1 });
    const away = sd([...structure].filter((_, at) => at % 40 < 12));
    expect(away.mean).toBeCloseTo(100, 0);
    expect(away.sd).toBeLessThan(3);
    const beside = sd([...structure].filter((_, at) => at % 40 === 19 || at % 40 === 21));
    expect(beside.mean).toBeCloseTo(100, 0);
    const vessel = sd([...structure].filter((_, at) => at % 40 === 20));
    expect(vessel.mean).toBeGreaterThan(200);
  });
});

describe('opacityOf', () => {
  it('blurs in plane only when slices are thicker than the edge', () => {
    const point = new Float32Array(count);
    point[20 + 40 * (18 + 36 * 6)] = 1;
    const opacity = opacityOf(point, geometry, 0.8);
    expect(opacity[20 + 40 * (18 + 36 * 7)]).toBe(0);
    expect(opacity[21 + 40 * (18 + 36 * 6)]).toBeGreaterThan(0.05);
    const thin = opacityOf(point, { ...geometry, spacingMm: [0.8, 0.8, 1] }, 0.8);
    expect(thin[20 + 40 * (18 + 36 * 7)]).toBeGreaterThan(0.02);
  });
});

it('organShare is 1 away from the border and about a half on it', () => {
  const half = makeVolume(geometry, Uint8Array.from({ length: count }, (_, at) => (at % 40 < 20 ? 1 : 0)));
  const share = organShare(half);
  const row = 40 * (18 + 36 * 6);
  expect((share[row + 19]! + share[row + 20]!) / 2).toBeCloseTo(0.5, 3);
  expect(share[row + 5]).toBeCloseTo(1, 4);
});

it('smoothstep rises from 0 to 1 between its bounds', () => {
  expect([-1, 0.2, 0.5, 0.8, 3].map(x => smoothstep(x, 0.2, 0.8))).toEqual([0, 0, expect.closeTo(0.5, 6), 1, 1]);
});
