import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { voxelVolumeMl } from '../../volume/geometry.ts';
import { automaton } from '../generators/automaton.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { growthSeries, radiiByDoubling } from './growth-series.ts';

const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const { ct, organMask, deepLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const setting = { ct, organMask, organ: liver, survey: measureOrgan(ct, organMask), seed: 12, centreLps: deepLps };

describe.each([automaton, studio].map(generator => [generator.name, generator] as const))('a growth series of %s', (_, generator) => {
  it('has the sizes asked for, each label inside the next, one look, and leaves the rest of the scan alone', async () => {
    const radiiMm = [4, 6, 10];
    const series = await growthSeries({ ...setting, generator, radiiMm }, tools);
    for (const [n, { instances, recipe }] of series.entries()) {
      const voxels = instances.voxels.reduce((sum, v) => sum + v, 0);
      expect(Math.abs(Math.cbrt((3 * 1000 * voxels * voxelVolumeMl(ct.geometry)) / (4 * Math.PI)) / radiiMm[n]! - 1)).toBeLessThan(0.03);
      expect(recipe.lesions[0]!.parameters['contrastHu']).toBe(series.at(-1)!.recipe.lesions[0]!.parameters['contrastHu']);
      const next = series[n + 1]?.instances.voxels;
      if (next) expect(instances.voxels.every((v, at) => v === 0 || next[at] === 1)).toBe(true);
    }
    const changed = series.map(made => ct.voxels.reduce((count, v, at) => count + (v === made.ct.voxels[at] ? 0 : 1), 0));
    expect(changed).toEqual([...changed].sort((a, b) => a - b));
  });
});

describe('a growth series', () => {
  it('refuses sizes that do not rise', async () => {
    for (const radiiMm of [[], [5, 5], [8, 6]]) await expect(growthSeries({ ...setting, generator: automaton, radiiMm }, tools)).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });

  it('doubles its volume in a doubling time', () => {
    const [first, second, fourth] = radiiByDoubling({ radiusMm: 5, doublingDays: 100, days: [0, 100, 200] }) as [number, number, number];
    expect(first).toBe(5);
    expect((second / first) ** 3).toBeCloseTo(2, 10);
    expect((fourth / first) ** 3).toBeCloseTo(4, 10);
  });
});
