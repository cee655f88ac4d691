import { describe, expect, it } from 'vitest';
import { donorLibrary, donorPhantom } from '../../../../test/phantoms/donor-phantom.ts';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { functionLibrary } from '../../../../test/support/function-library.ts';
import { halvingFreeTumor, noiselessDiffusion } from '../../../../test/support/hosted-networks.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { voxelVolumeMl } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import { copyPaste } from '../generators/copy-paste.ts';
import { GENERATORS } from '../generators/index.ts';
import { paper } from '../generators/paper.ts';
import { repo } from '../generators/repo.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { growthSeries, radiiByDoubling } from './growth-series.ts';

const tools = { signal: new AbortController().signal, kernels: cpuKernels, donors: donorLibrary(donorPhantom()), networks: functionLibrary(halvingFreeTumor, noiselessDiffusion) };
const { ct, organMask, deepLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const setting = { ct, organMask, organ: liver, survey: measureOrgan(ct, organMask), seed: 12, centreLps: deepLps };
const radiiMm = [4, 6, 10];
const looksOf = (series: Awaited<ReturnType<typeof growthSeries>>) => series.map(({ recipe }) => recipe.lesions[0]!.parameters as Readonly<Record<string, number>>);

describe.each(GENERATORS.map(generator => [generator.name, generator] as const))('a growth series of %s', (_, generator) => {
  it('has the sizes asked for, each label inside the next, one look, and leaves the rest of the scan alone', async () => {
    const series = await growthSeries({ ...setting, generator, radiiMm }, tools);
    for (const [n, { instances }] of series.entries()) {
      const voxels = instances.voxels.reduce((sum, v) => sum + v, 0);
      expect(Math.abs(Math.cbrt((3 * 1000 * voxels * voxelVolumeMl(ct.geometry)) / (4 * Math.PI)) / radiiMm[n]! - 1)).toBeLessThan(0.03);
      const next = series[n + 1]?.instances.voxels;
      if (next) expect(instances.voxels.every((v, at) => v === 0 || next[at] === 1)).toBe(true);
    }
    const fields = Object.entries(generator.parameters['properties'] as Record<string, object>);
    const shared = fields.filter(([, field]) => !('x-instead-of' in field)).map(([name]) => name);
    const looks = looksOf(series).map(look => Object.fromEntries(shared.map(name => [name, look[name]])));
    for (const look of looks) expect(look).toEqual(looks.at(-1));
    const changed = series.map(made => ct.voxels.reduce((count, v, at) => count + (v === made.ct.voxels[at] ? 0 : 1), 0));
    expect(changed).toEqual([...changed].sort((a, b) => a - b));
  });
});

describe.each([studio, paper, repo].map(generator => [generator.name, generator] as const))('a bending of %s', (_, generator) => {
  it('grows with the lesion, unless it is given in mm', async () => {
    const bent = looksOf(await growthSeries({ ...setting, generator, radiiMm }, tools)).map(({ elasticSigmaMm }, n) => elasticSigmaMm! / radiiMm[n]!);
    for (const share of bent) expect(share).toBeCloseTo(bent[0]!, 10);
    const given = looksOf(await growthSeries({ ...setting, generator, radiiMm, parameters: { elasticSigmaMm: 0.7 } }, tools));
    expect(given.map(({ elasticSigmaMm }) => elasticSigmaMm)).toEqual([0.7, 0.7, 0.7]);
  });
});

describe('a growth series of a copied lesion', () => {
  it('is of one donor lesion, whichever is nearest to each size', async () => {
    const [large, small] = [donorPhantom(), donorPhantom({ radiusScale: 0.4, offsetMm: [-22, 6, -6] })];
    const both = { ...large, lesionMask: makeVolume(large.ct.geometry, large.lesionMask.voxels.map((v, at) => v | small.lesionMask.voxels[at]!)) };
    const series = await growthSeries({ ...setting, generator: copyPaste, radiiMm }, { ...tools, donors: donorLibrary(both) });
    const sources = looksOf(series).map(look => (look as unknown as { from: { radiusMm: number } }).from.radiusMm);
    expect(sources).toEqual(radiiMm.map(() => sources[0]));
    const sizes = await Promise.all([0, 1].map(donorLesion => growthSeries({ ...setting, generator: copyPaste, radiiMm: [6], parameters: { donorLesion } }, { ...tools, donors: donorLibrary(both) })));
    const [first, second] = sizes.map(each => (looksOf(each)[0] as unknown as { from: { radiusMm: number } }).from.radiusMm) as [number, number];
    expect(first).toBeGreaterThan(second);
  });
});

describe('a growth series', () => {
  it('refuses sizes that do not rise', async () => {
    for (const radiiMm of [[], [5, 5], [8, 6]]) await expect(growthSeries({ ...setting, generator: studio, radiiMm }, tools)).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });

  it('doubles its volume in a doubling time', () => {
    const [first, second, fourth] = radiiByDoubling({ radiusMm: 5, doublingDays: 100, days: [0, 100, 200] }) as [number, number, number];
    expect(first).toBe(5);
    expect((second / first) ** 3).toBeCloseTo(2, 10);
    expect((fourth / first) ** 3).toBeCloseTo(4, 10);
  });

  it('keeps the depth or the lesion\'s own HU that the caller gave', async () => {
    const deep = looksOf(await growthSeries({ ...setting, generator: repo, radiiMm, parameters: { depthHu: 90 } }, tools));
    expect(deep.map(({ depthHu }) => depthHu)).toEqual([90, 90, 90].map(value => expect.closeTo(value, 9)));
    for (const generator of [studio, paper, repo]) {
      const looks = looksOf(await growthSeries({ ...setting, generator, radiiMm, parameters: { meanHu: 70 } }, tools));
      expect(looks.map(({ contrastHu }) => contrastHu)).toEqual(radiiMm.map(() => 70 - setting.survey.statistics.meanHu));
    }
  });
});
