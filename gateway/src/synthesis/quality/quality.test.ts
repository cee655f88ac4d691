import { describe, expect, it } from 'vitest';
import { GRIDS, ORGAN_HU, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { ijkToLps, lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import { GENERATORS } from '../generators/index.ts';
import { replayScan } from '../scan/replay-scan.ts';
import { synthesizeScan, type SynthesizedScan, type SynthesizeScanInput } from '../scan/synthesize-scan.ts';
import type { TumourFinder } from './quality-test.ts';

const phantom = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const setting = { ct: phantom.ct, organMask: phantom.organMask, organ: liver, generator: GENERATORS[0]! };
const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const RADIUS_MM = 8;

/** Calls tumour what a rule calls so. */
function finder(isTumour: (lps: Vec3, hu: number) => boolean, seen: HuVolume[] = []): TumourFinder {
  return {
    identity: { name: 'rule' },
    contextMm: 25,
    async find(ct): Promise<Volume<Uint8Array>> {
      seen.push(ct);
      const [columns, rows] = ct.geometry.dimensions;
      return makeVolume(ct.geometry, Uint8Array.from(ct.voxels, (hu, at) => (isTumour(ijkToLps(ct.geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]), hu) ? 1 : 0)));
    },
  };
}

function make(found: TumourFinder, { threshold = 0.7, attempts = 4, ...rest }: Partial<SynthesizeScanInput> & { threshold?: number; attempts?: number } = {}): Promise<SynthesizedScan> {
  return synthesizeScan({ ...setting, seed: 31, lesions: [{ radiusMm: RADIUS_MM, centreLps: phantom.deepLps }], ...rest, quality: { threshold, attempts, finder: found } }, tools);
}

/** P of the attempts of the only lesion, at a threshold that is always met. */
const shareOf = async (isTumour: (lps: Vec3, hu: number) => boolean) => (await make(finder(isTumour), { threshold: 0 })).recipe.lesions[0]!.quality!.attempts[0]!.tumourShare;

describe('the quality test', () => {
  it('gives a perfect segmenter P = 1 and a blind one 0', async () => {
    const truth = (await synthesizeScan({ ...setting, seed: 31, lesions: [{ radiusMm: RADIUS_MM, centreLps: phantom.deepLps }] }, tools)).instances;
    const [columns, rows] = truth.geometry.dimensions;
    const perfect = (lps: Vec3) => {
      const [i, j, k] = lpsToIjk(truth.geometry, lps).map(Math.round) as [number, number, number];
      return truth.voxels[i + columns * (j + rows * k)] === 1;
    };
    expect(await shareOf(perfect)).toBe(1);
    expect(await shareOf(lps => !perfect(lps))).toBe(0);
  });

  it('counts the lesion\'s own voxels, at their place in the patient', async () => {
    const half = await shareOf(([x]) => x > phantom.deepLps[0]);
    expect(half).toBeGreaterThan(0.4);
    expect(half).toBeLessThan(0.6);
    expect(await shareOf(([x]) => x > phantom.deepLps[0] + 2 * RADIUS_MM)).toBe(0);
  });

  it('shows the segmenter the scan with the lesion, its surroundings only', async () => {
    const seen: HuVolume[] = [];
    await make(finder(() => true, seen));
    const { geometry, voxels } = seen[0]!;
    expect(voxels.length).toBeLessThan(0.4 * phantom.ct.voxels.length);
    const [i, j, k] = lpsToIjk(geometry, phantom.deepLps).map(Math.round) as [number, number, number];
    const [columns, rows] = geometry.dimensions;
    let sum = 0;
    for (let d = -2; d <= 2; d++) for (let e = -2; e <= 2; e++) sum += voxels[i + d + columns * (j + e + rows * k)]! / 25;
    expect(sum).toBeLessThan(ORGAN_HU - 12);
  });

  it('tries the next seeds until one passes, and reports every attempt; the recipe replays the one kept', async () => {
    let asked = 0;
    const made = await make({ ...finder(() => true), find: async ct => makeVolume(ct.geometry, new Uint8Array(ct.voxels.length).fill(++asked < 3 ? 0 : 1)) });
    const { quality, seed } = made.recipe.lesions[0]!;
    expect(quality!.attempts.map(({ tumourShare }) => tumourShare)).toEqual([0, 0, 1]);
    expect(quality!.attempts[0]!.seed).toBe(31);
    expect(new Set(quality!.attempts.map(attempt => attempt.seed)).size).toBe(3);
    expect(seed).toBe(quality!.attempts[2]!.seed);
    const again = await replayScan({ recipe: made.recipe, setting }, tools);
    expect(Buffer.compare(Buffer.from(again.ct.voxels.buffer), Buffer.from(made.ct.voxels.buffer))).toBe(0);
    const other = await synthesizeScan({ ...setting, seed: 31, lesions: [{ radiusMm: RADIUS_MM, centreLps: phantom.deepLps }] }, tools);
    expect(Buffer.compare(Buffer.from(other.ct.voxels.buffer), Buffer.from(made.ct.voxels.buffer))).not.toBe(0);
  });

  it('refuses a given lesion that no attempt makes visible, with every attempt', async () => {
    const failure = await make(finder(() => false), { attempts: 2 }).then(() => undefined, (error: unknown) => error as GatewayError);
    expect(failure!.code).toBe('quality/not-reached');
    expect((failure!.context['attempts'] as unknown[]).length).toBe(2);
  });

  it('leaves a planned lesion out and says so; lesion by lesion', async () => {
    const plan = { sizeClass: 'small' } as const;
    const [x] = phantom.centreLps;
    const whole = await synthesizeScan({ ...setting, seed: 8, lesions: plan }, tools);
    const half = await make(finder(lps => lps[0] < x), { seed: 8, lesions: plan, attempts: 1 });
    const left = half.warnings.filter(({ code }) => code === 'quality/left-out');
    expect(left.length).toBeGreaterThan(0);
    expect(half.recipe.lesions.length + left.length).toBe(whole.recipe.lesions.length);
    half.recipe.lesions.forEach(({ centreLps }) => expect(centreLps[0]).toBeLessThan(x + 4));
  });
});
