import { describe, expect, it } from 'vitest';
import { functionLibrary } from '../../../../test/support/function-library.ts';
import { GRIDS, ORGAN_HU, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { Tensor } from '../networks.ts';
import { synthesizeLesion } from '../scan/synthesize-lesion.ts';
import { freetumor } from './freetumor.ts';
import type { FreeTumorSettings } from './freetumor/settings.ts';

const abdomen: FreeTumorSettings = {
  organs: { liver: 0 }, channels: 1, spacingMm: [1.5, 1.5, 1.5], orientation: 'RAS', windowHu: [-175, 250], windowSize: [32, 32, 32], overlap: 0.75, axisOrder: 'xyz',
  input: 'image', output: 'strength', activation: 'tanh', sign: 'minus', blur: { taps: 7, sigmaVoxels: 1 }, edgeSigmaVoxels: [1, 2], texture: { sigmaAVoxels: 3, sigmaBVoxels: 4 },
};

type Pointwise = (y: number, channel: number) => number;
interface Case {
  readonly strength: Pointwise;
  readonly settings?: Partial<FreeTumorSettings>;
  readonly grid?: Geometry;
  readonly radiusMm?: number;
  readonly huAt?: (lps: Vec3) => number;
  readonly parameters?: Record<string, unknown>;
  /** In place of the strength at each voxel. */
  readonly answer?: (image: Tensor) => Tensor;
}

/** A library of one network that looks at each voxel alone. */
function library({ strength, settings = {}, answer }: Case) {
  const all = { ...abdomen, ...settings };
  const run = answer ?? (({ shape, data }: Tensor) => ({ shape: [1, all.channels, ...shape.slice(2)], data: Float32Array.from({ length: data.length * all.channels }, (_, n) => strength(data[n % data.length]!, Math.floor(n / data.length))) }));
  return functionLibrary({ generator: 'freetumor', settings: { ...all }, run: (_, inputs) => ({ [all.output]: run(inputs[all.input]!) }) });
}

const voxelLps = (geometry: Geometry, at: number): Vec3 => {
  const [columns, rows] = geometry.dimensions;
  return ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
};

async function make(what: Case) {
  const { grid = GRIDS['oblique 0.9 x 0.9 x 2 mm'], radiusMm = 9, huAt, parameters } = what;
  const phantom = organPhantom(grid, { noiseHu: huAt ? 0 : 12, vessels: false });
  const ct = huAt ? makeVolume(grid, phantom.ct.voxels.map((hu, at) => (phantom.organMask.voxels[at] === 1 ? Math.round(huAt(voxelLps(grid, at))) : hu))) : phantom.ct;
  const request = { radiusMm, seed: 5, centreLps: phantom.deepLps, ...(parameters ? { parameters } : {}) };
  const tools = { signal: new AbortController().signal, kernels: cpuKernels, networks: library(what) };
  const made = await synthesizeLesion({ ct, organMask: phantom.organMask, organ: liver, generator: freetumor, request }, tools);
  const delta = Float32Array.from(made.ct.voxels, (hu, v) => hu - ct.voxels[v]!);
  return { made, delta, ct, deepLps: phantom.deepLps };
}

/** Mean difference within 3 mm of the centre, where the mask is whole. */
function core({ delta, ct, deepLps }: Awaited<ReturnType<typeof make>>): number {
  const inside = [...delta.keys()].filter(at => Math.hypot(...voxelLps(ct.geometry, at).map((v, a) => v - deepLps[a]!)) < 3);
  return inside.reduce((sum, at) => sum + delta[at]!, 0) / inside.length;
}

describe('freetumor', () => {
  it('changes nothing, to the bit, when the network answers 0, and says that the lesion cannot be seen', async () => {
    const { made, delta } = await make({ strength: () => 0 });
    expect(delta.every(v => v === 0)).toBe(true);
    expect(made.lesionLabel.voxels.some(v => v === 1)).toBe(true);
    expect(made.warnings.map(({ code }) => code)).toContain('lesion/faint');
  });

  it('darkens by 425 HU times tanh of the answer times the texture of 0.4 to 0.65', async () => {
    const made = await make({ strength: () => 0.5 });
    const share = core(made) / (-425 * Math.tanh(0.5));
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
    expect(made.made.warnings.map(({ code }) => code)).not.toContain('lesion/faint');
  });

  it('brightens with sigmoid and plus, by the width of the window', async () => {
    const chest = await make({ strength: () => 0, settings: { activation: 'sigmoid', sign: 'plus', windowHu: [-1000, 500] } });
    const share = core(chest) / (1500 * 0.5);
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
  });

  it('takes the channel of the organ', async () => {
    const perChannel: Pointwise = (_, channel) => (channel === 1 ? 0.4 : -3);
    const settings = { organs: { pancreas: 0, liver: 1, kidney: 2 }, channels: 3 };
    expect(core(await make({ strength: perChannel, settings }))).toBeLessThan(-40);
  });

  const CUBE = { spacingMm: [1.5, 1.5, 1.5], windowSize: [32, 32, 32] } as const;
  /** Voxels as thick as those of chest networks. */
  const SLAB = { spacingMm: [1.25, 1.3, 5], windowSize: [40, 36, 12] } as const;
  it.each(Object.entries(GRIDS).flatMap(([name, grid], n) => [CUBE, ...(n > 1 ? [SLAB] : [])].map(shape => [name, (['xyz', 'zyx', 'zxy'] as const)[n % 3]!, shape, grid] as const)))(
    'gives every place of %s the answer for that place, with axes %s, %j',
    async (_, axisOrder, shape, grid) => {
      // HU rise along a slanted line through the site; the network darkens what is brighter than the middle and brightens the rest.
      const slope: Vec3 = [2.1, -1.4, 1.7];
      const centre = organPhantom(grid).deepLps;
      const along = (lps: Vec3) => lps.reduce((sum, v, a) => sum + (v - centre[a]!) * slope[a]!, 0);
      const middle = (ORGAN_HU + 175) / 425;
      const { delta, ct } = await make({ grid, strength: y => 20 * (y - middle), settings: { axisOrder, ...shape }, huAt: lps => ORGAN_HU + along(lps), radiusMm: 10 });
      let [right, wrong] = [0, 0];
      delta.forEach((value, at) => {
        const rise = along(voxelLps(ct.geometry, at));
        if (Math.abs(value) < 4 || Math.abs(rise) < 8) return;
        if (Math.sign(value) === -Math.sign(rise)) right++;
        else wrong++;
      });
      expect(right).toBeGreaterThan(50);
      expect(wrong / right).toBeLessThan(0.02);
    },
  );

  it('covers a lesion that one window does not hold with several, to the same effect', async () => {
    const strength: Pointwise = y => 1.2 * y;
    const whole = await make({ strength, settings: { windowSize: [48, 48, 48] }, radiusMm: 14 });
    const parts = await make({ strength, settings: { windowSize: [24, 24, 24] }, radiusMm: 14 });
    expect(Math.min(...(parts.made.recipe.lesions[0]!.parameters['windowVoxels'] as number[]))).toBeGreaterThan(24);
    // The texture is drawn on the larger grid: the two differ only by its end of range.
    expect(core(parts) / core(whole)).toBeGreaterThan(0.9);
    expect(core(parts) / core(whole)).toBeLessThan(1.1);
  });

  it('asks no network for a drawn strength', async () => {
    const made = await make({ strength: () => { throw new Error('asked'); }, parameters: { drawnStrength: true } });
    const strength = made.made.recipe.lesions[0]!.parameters['strength'] as number;
    expect(strength).toBeGreaterThan(0.2);
    expect(strength).toBeLessThan(0.7);
    expect(core(made) / (-425 * strength)).toBeGreaterThan(0.4);
  });

  it.each<[string, Case, string]>([
    ['an answer of fewer channels than the manifest says', { strength: () => 0, settings: { channels: 3 }, answer: image => image }, 'model/wrong-shape'],
    ['an answer that is no number', { strength: () => NaN }, 'generator/bad-output'],
    ['an organ that no network is for', { strength: () => 0, settings: { organs: { pancreas: 0 } } }, 'generator/no-network'],
    ['a network that is not installed', { strength: () => 0, parameters: { model: 'absent' } }, 'generator/no-network'],
  ])('refuses %s', async (_, what, code) => {
    expect(await make(what).then(() => 'made', (error: unknown) => (error instanceof GatewayError ? error.code : String(error)))).toBe(code);
  });
});
