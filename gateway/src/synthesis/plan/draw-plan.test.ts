import { describe, expect, it } from 'vitest';
import { makeDraws } from '../draws.ts';
import { drawPlan, type Plan } from './draw-plan.ts';
import { SIZE_CLASSES } from './size-classes.ts';
import { STAGES } from './stages.ts';

const drawn = (plan: Plan, seed: number) => drawPlan(plan, makeDraws({ seed, stage: 'plan' }));
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const quantile = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
const named = (plan: Plan, seed: number, name: string) => drawn(plan, seed).lesions.filter(lesion => lesion.name.startsWith(`${name} `));

describe('size classes', () => {
  /** Measured on a re-creation of the released method: median of the volume-equivalent radius, mm. */
  const MEDIAN_MM = { tiny: 3.8, small: 7.9, medium: 15.2, large: 31 };

  it.each(SIZE_CLASSES)('draws $name lesions of the published sizes and numbers', ({ name, count, radiusMm, halfAxisMm, elasticSigmaMm }) => {
    const scans = seeds(200).map(seed => drawn({ sizeClass: name }, seed).lesions);
    const radii = scans.flatMap(lesions => lesions.map(lesion => lesion.radiusMm));
    expect(Math.abs(quantile(radii, 0.5) / MEDIAN_MM[name] - 1)).toBeLessThan(0.05);
    expect(Math.min(...radii)).toBeGreaterThanOrEqual(halfAxisMm[0]);
    expect(Math.max(...radii)).toBeLessThanOrEqual(halfAxisMm[1]);
    const counts = scans.map(lesions => lesions.length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([...count]);
    for (const { deformation } of scans.flat()) {
      expect(deformation * radiusMm).toBeGreaterThanOrEqual(elasticSigmaMm[0]);
      expect(deformation * radiusMm).toBeLessThanOrEqual(elasticSigmaMm[1]);
    }
  });

  it('mixes 11 to 28 lesions, 19.5 on average, with at least five small ones', () => {
    const scans = seeds(2000).map(seed => drawn({ sizeClass: 'mix' }, seed).lesions);
    const counts = scans.map(lesions => lesions.length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(11);
    expect(Math.max(...counts)).toBeLessThanOrEqual(28);
    expect(Math.abs(mean(counts) - 19.5)).toBeLessThan(0.3);
    const per = (name: string) => scans.map(lesions => lesions.filter(lesion => lesion.name.startsWith(`${name} `)).length);
    for (const { name, mixCount } of SIZE_CLASSES) expect([Math.min(...per(name)), Math.max(...per(name))]).toEqual([...mixCount]);
  });

  it('draws each class as often when any will do', () => {
    const names = seeds(1000).map(seed => (drawn({ sizeClass: 'any' }, seed).plan as { sizeClass: string }).sizeClass);
    for (const name of ['tiny', 'small', 'medium', 'large', 'mix']) expect(Math.abs(names.filter(each => each === name).length - 200)).toBeLessThan(50);
  });
});

describe('stages', () => {
  it('are drawn by their share of the scans', () => {
    expect(STAGES.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
    const names = seeds(2000).map(seed => (drawn({ stage: 'any' }, seed).plan as { stage: string }).stage);
    for (const { name, probability } of STAGES) expect(Math.abs(names.filter(each => each === name).length / 2000 - probability)).toBeLessThan(0.035);
  });

  it('give one lesion, small or medium, uniform in the logarithm of its radius', () => {
    for (const [stage, low, high] of [['solitary-small', 3, 10], ['solitary-medium', 10, 20]] as const) {
      const scans = seeds(300).map(seed => drawn({ stage }, seed).lesions);
      expect(scans.every(lesions => lesions.length === 1)).toBe(true);
      const radii = scans.map(([lesion]) => lesion!.radiusMm);
      expect(quantile(radii, 0.5)).toBeCloseTo(Math.sqrt(low * high), 0);
      expect(Math.min(...radii)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...radii)).toBeLessThanOrEqual(high);
    }
  });

  it('give a core with a capsule in three of five, and three to ten satellites without', () => {
    const plan = { stage: 'large-with-satellites' } as const;
    const scans = seeds(300).map(seed => drawn(plan, seed).lesions);
    const cores = scans.map(([core]) => core!);
    expect(cores.every(({ role, radiusMm, massEffect }) => role === 'core' && radiusMm >= 24 && radiusMm <= 40 && massEffect === true)).toBe(true);
    expect(Math.abs(cores.filter(({ capsule }) => capsule).length / 300 - 0.6)).toBeLessThan(0.08);
    const counts = seeds(300).map(seed => named(plan, seed, 'satellite').length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([3, 10]);
    expect(scans.every(([, ...rest]) => rest.every(({ role, capsule, massEffect, radiusMm }) => role === 'satellite' && capsule === false && massEffect === false && radiusMm <= 8))).toBe(true);
  });

  it('let only the large lesions of diffuse disease push and wear a capsule', () => {
    for (const { name, massEffect, capsule } of seeds(50).flatMap(seed => drawn({ stage: 'diffuse' }, seed).lesions)) {
      expect(massEffect).toBe(name.startsWith('large '));
      if (!name.startsWith('large ')) expect(capsule).toBe(false);
    }
  });
});

it('orders the lesions of a plan by size, and draws each by its name alone', () => {
  const { lesions } = drawn({ sizeClass: 'mix' }, 5);
  expect(lesions.map(({ radiusMm }) => radiusMm)).toEqual(lesions.map(({ radiusMm }) => radiusMm).sort((a, b) => b - a));
  expect(drawn({ stage: 'diffuse' }, 5).lesions.map(({ name, radiusMm }) => [name, radiusMm])).toEqual(lesions.map(({ name, radiusMm }) => [name, radiusMm]));
  expect(drawn({ sizeClass: 'mix' }, 6).lesions).not.toEqual(lesions);
});
