import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { lpsToIjk, voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import type { AskedLesion } from '../plan/asked-lesion.ts';
import { repo } from '../generators/repo.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { readRecipe } from './read-recipe.ts';
import { replayScan } from './replay-scan.ts';
import { synthesizeScan, type SynthesizeScanInput } from './synthesize-scan.ts';

const { ct, organMask, deepLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const survey = measureOrgan(ct, organMask);
const setting = { ct, organMask, organ: liver, generator: studio, survey };
const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const run = (input: Partial<SynthesizeScanInput> & Pick<SynthesizeScanInput, 'lesions'>) => synthesizeScan({ ...setting, seed: 4, ...input }, tools);
const code = (input: Parameters<typeof run>[0]) => run(input).then(() => 'no refusal', (error: { code?: string }) => error.code);
const same = (a: { readonly buffer: ArrayBufferLike }, b: { readonly buffer: ArrayBufferLike }) => Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;
const beside = (mm: number): Vec3 => [deepLps[0] + mm, deepLps[1], deepLps[2]];
const volumeMl = (voxels: Uint8Array, value: number) => voxels.filter(v => v === value).length * voxelVolumeMl(ct.geometry);

/** 50 mm apart: farther than either changes anything. */
const left: AskedLesion = { radiusMm: 6, centreLps: beside(-18), seed: 10, parameters: { contrastHu: -60 } };
const right: AskedLesion = { radiusMm: 5, centreLps: beside(32), seed: 11, kind: 'cyst' };

describe('several lesions in one scan', () => {
  it('are each what they would be alone, whatever their order', async () => {
    const [both, swapped, alone] = [await run({ lesions: [left, right] }), await run({ lesions: [right, left] }), await run({ lesions: [left] })];
    expect(same(both.ct.voxels, swapped.ct.voxels)).toBe(true);
    expect(both.instances.voxels.map(v => [0, 2, 1][v]!)).toEqual(swapped.instances.voxels);
    expect(both.recipe.lesions.map(({ lesion, radiusMm, kind }) => [lesion, radiusMm, kind])).toEqual([[1, 6, 'primary'], [2, 5, 'cyst']]);
    const around = lpsToIjk(ct.geometry, beside(-18)).map(Math.round) as unknown as Vec3;
    const at = around[0] + ct.geometry.dimensions[0] * (around[1] + ct.geometry.dimensions[1] * around[2]);
    expect(both.ct.voxels[at]).toBe(alone.ct.voxels[at]);
    expect(both.instances.voxels[at]).toBe(1);
    expect(volumeMl(both.instances.voxels, 1)).toBe(volumeMl(alone.instances.voxels, 1));
  });

  it('keep their voxels where a later one touches them', async () => {
    const first: AskedLesion = { radiusMm: 8, centreLps: deepLps, seed: 1 };
    const alone = await run({ lesions: [first] });
    const touching = await run({ lesions: [first, { radiusMm: 8, centreLps: beside(16.1), seed: 2, parameters: { halfAxisA: 1.25, halfAxisB: 1.25, halfAxisC: 0.64 } }] });
    expect(volumeMl(touching.instances.voxels, 1)).toBe(volumeMl(alone.instances.voxels, 1));
    expect(volumeMl(touching.instances.voxels, 2)).toBeGreaterThan(0);
  });

  it('take what they leave open from the request, and draw what it leaves open', async () => {
    const { recipe } = await run({ seed: 7, phase: 'arterial', parameters: { contrastHu: -50 }, lesions: [{ radiusMm: 4 }, { sizeClass: 'tiny', parameters: { contrastHu: 30 } }, { radiusMm: 5, phase: 'delayed', seed: 9 }] });
    expect(recipe).toMatchObject({ seed: 7, phaseSource: 'caller', lesions: [{ seed: 7, phase: 'arterial', parameters: { contrastHu: -50 } }, { phase: 'arterial', parameters: { contrastHu: 30 } }, { seed: 9, phase: 'delayed' }] });
    const [, tiny] = recipe.lesions;
    expect(tiny!.seed).not.toBe(7);
    expect(tiny!.radiusMm).toBeGreaterThanOrEqual(3);
    expect(tiny!.radiusMm).toBeLessThanOrEqual(5);
    const gaps = recipe.lesions.flatMap((a, n) => recipe.lesions.slice(n + 1).map(b => Math.hypot(...a.centreLps.map((v, axis) => v - b.centreLps[axis]!)) - a.radiusMm - b.radiusMm));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2);
  });

  it('share what a profile draws once for a scan', async () => {
    const { recipe } = await run({ generator: repo, lesions: [{ radiusMm: 4 }, { radiusMm: 5 }, { radiusMm: 4 }] });
    const depths = new Set(recipe.lesions.map(({ parameters }) => parameters['depthHu']));
    expect([...depths]).toEqual([expect.any(Number)]);
    expect(new Set(recipe.lesions.map(({ seed }) => seed)).size).toBe(3);
  });

  it('are refused by name', async () => {
    expect(await code({ lesions: [left, { ...left, centreLps: beside(-15) }] })).toBe('placement/overlaps-lesion');
    expect(await code({ lesions: [{ radiusMm: 6 }, { radiusMm: 99 }] })).toBe('generator/invalid-parameters');
    expect(await code({ lesions: [{ radiusMm: 6, kind: 'wart' }] })).toBe('kind/unknown');
    expect(await code({ lesions: [{ radiusMm: 6, seed: -4 }] })).toBe('generator/invalid-parameters');
    expect(await code({ seed: 0.5, lesions: { stage: 'multifocal' } })).toBe('generator/invalid-parameters');
    expect(await code({ lesions: [] })).toBe('request/invalid');
    expect(await code({ lesions: Array.from({ length: 255 }, () => ({ radiusMm: 3 })) })).toBe('request/invalid');
    expect(await code({ lesions: Array.from({ length: 40 }, () => ({ radiusMm: 12 })) })).toBe('placement/no-legal-site');
  });
});

describe('a plan', () => {
  it('leaves the scan as it is but for its lesions, apart from each other, each of its volume', async () => {
    const before = ct.voxels.slice();
    const { recipe, instances, ct: made } = await run({ seed: 21, lesions: { stage: 'multifocal' } });
    expect(recipe.plan).toEqual({ stage: 'multifocal' });
    expect(recipe.lesions.length).toBeGreaterThanOrEqual(3);
    for (const { lesion, radiusMm, parameters } of recipe.lesions) {
      const share = volumeMl(instances.voxels, lesion) / (((4 / 3) * Math.PI * radiusMm ** 3) / 1000);
      expect(Math.abs(share - 1)).toBeLessThan(0.1);
      expect(parameters).toMatchObject({ massEffect: 0, capsuleHu: 0 });
      expect(parameters['deformation']).toBeGreaterThanOrEqual(0.1);
      expect(parameters['deformation']).toBeLessThanOrEqual(0.2);
    }
    expect(same(ct.voxels, before)).toBe(true);
    expect(same(made.voxels, before)).toBe(false);
  });

  it('gives lesions of one disease one contrast within a fifth, those of a size class contrasts of their own, and takes what is asked', async () => {
    const contrasts = async (lesions: SynthesizeScanInput['lesions'], parameters = {}) => (await run({ seed: 22, lesions, parameters })).recipe.lesions.map(lesion => lesion.parameters['contrastHu'] as number);
    const disease = (await contrasts({ stage: 'multifocal' })).map(Math.abs);
    expect(Math.max(...disease) / Math.min(...disease)).toBeLessThan(1.51);
    expect(new Set(disease).size).toBe(disease.length);
    const own = await contrasts({ sizeClass: 'small' });
    expect(Math.max(...own) - Math.min(...own)).toBeGreaterThan(15);
    expect(new Set(await contrasts({ stage: 'multifocal' }, { contrastHu: -44 }))).toEqual(new Set([-44]));
  });
});

describe('a recipe', () => {
  it('replays to the same bytes and the same recipe, from JSON, without a survey', async () => {
    const first = await run({ seed: 30, lesions: { sizeClass: 'small' } });
    const recipe = readRecipe(JSON.parse(JSON.stringify(first.recipe)));
    const again = await replayScan({ recipe, setting: { ct, organMask, organ: liver, generator: studio } }, tools);
    expect(same(again.ct.voxels, first.ct.voxels)).toBe(true);
    expect(same(again.instances.voxels, first.instances.voxels)).toBe(true);
    expect(JSON.stringify(again.recipe)).toBe(JSON.stringify(first.recipe));
  });

  it('is refused for another scan, mask, organ or generator, and when it is none', async () => {
    const { recipe } = await run({ lesions: [{ radiusMm: 5 }] });
    const refusal = (changes: object) => replayScan({ recipe, setting: { ...setting, ...changes } }, tools).then(() => 'no refusal', (error: { code?: string }) => error.code);
    const other = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm'], { seed: 2 });
    expect(await refusal({})).toBe('no refusal');
    expect(await refusal({ ct: other.ct })).toBe('recipe/mismatch');
    expect(await refusal({ organMask: { ...organMask, voxels: organMask.voxels.slice().fill(0) } })).toBe('recipe/mismatch');
    expect(await refusal({ generator: repo })).toBe('recipe/mismatch');
    expect(await refusal({ organ: { ...liver, name: 'spleen' } })).toBe('recipe/mismatch');
    const unreadable = (value: unknown) => {
      try {
        readRecipe(value);
        return 'read';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(unreadable(recipe)).toBe('read');
    for (const value of [undefined, [], {}, { ...recipe, lesions: [] }, { ...recipe, seed: -1 }, { ...recipe, lesions: [{ ...recipe.lesions[0], radiusMm: '5' }] }]) expect(unreadable(value)).toBe('recipe/unreadable');
  });
});
