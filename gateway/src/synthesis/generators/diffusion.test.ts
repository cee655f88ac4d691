import { describe, expect, it } from 'vitest';
import { functionLibrary } from '../../../../test/support/function-library.ts';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Tensor, Tensors } from '../networks.ts';
import { synthesizeLesion } from '../scan/synthesize-lesion.ts';
import { diffusion } from './diffusion.ts';
import { cosineSchedule } from './diffusion/schedule.ts';
import type { DiffusionSettings } from './diffusion/settings.ts';

const EDGE = 48;
const LATENTS = EDGE / 4;
const CHANNELS = 2;
const early: DiffusionSettings = {
  organs: ['liver'], radiusMm: [2, 40], spacingMm: [1, 1, 1], orientation: 'RAS', windowHu: [-175, 250], windowSize: [EDGE, EDGE, EDGE], axisOrder: 'zxy',
  latent: { channels: CHANNELS, factor: 4, range: [-3, 5], hasCodebook: false }, sampler: { kind: 'ddpm', trainSteps: 4 }, blendSigmaVoxels: [0, 0],
  ports: { encoder: { inputs: { image: 'image' }, output: 'latents' }, denoiser: { inputs: { latents: 'x', step: 't' }, output: 'noise' }, decoder: { inputs: { latents: 'latents' }, output: 'image' } },
};

/** Mean of each 4 x 4 x 4 block, in every channel, mapped from -1..1 to the codebook's range. */
function encoder({ data }: Tensor): Tensor {
  const pooled = new Float32Array(LATENTS ** 3);
  data.forEach((value, at) => (pooled[latentOf(at)]! += value / 64));
  const raw = pooled.map(value => ((value + 1) / 2) * 8 - 3);
  return { shape: [1, CHANNELS, LATENTS, LATENTS, LATENTS], data: Float32Array.from({ length: CHANNELS * raw.length }, (_, n) => raw[n % raw.length]!) };
}

const latentOf = (at: number) => [EDGE * EDGE, EDGE, 1].reduce((sum, stride) => LATENTS * sum + Math.floor((Math.floor(at / stride) % EDGE) / 4), 0);

/** The first channel, each latent a block of 4 x 4 x 4. */
const decoder = ({ data }: Tensor): Tensor => ({ shape: [1, 1, EDGE, EDGE, EDGE], data: Float32Array.from({ length: EDGE ** 3 }, (_, at) => ((data[latentOf(at)]! + 3) / 8) * 2 - 1) });

/** What the network has in mind for a latent: its number, the masked image's latent there, and the mask. */
type Picture = (at: number, seen: number, mask: number) => number;

/** Knows the noise exactly. */
const denoiser = (picture: Picture, steps: number) => (inputs: Tensors): Tensor => {
  const [{ data }, t] = [inputs['x']!, inputs['t']];
  const { signal } = cosineSchedule(steps);
  const kept = signal[t!.data[0]!]!;
  const count = LATENTS ** 3;
  const noise = Float32Array.from({ length: CHANNELS * count }, (_, n) => {
    const at = n % count;
    const wanted = picture(at, data[CHANNELS * count + at]!, data[2 * CHANNELS * count + at]!);
    return (data[n]! - Math.sqrt(kept) * wanted) / Math.sqrt(1 - kept);
  });
  return { shape: [1, CHANNELS, LATENTS, LATENTS, LATENTS], data: noise };
};

interface Case {
  readonly picture: Picture;
  readonly settings?: Partial<DiffusionSettings>;
  readonly grid?: Geometry;
  readonly radiusMm?: number;
  readonly codes?: Float32Array;
  readonly decode?: (latents: Tensor) => Tensor;
}

async function make({ picture, settings = {}, grid = GRIDS['oblique 0.9 x 0.9 x 2 mm'], radiusMm = 9, codes, decode = decoder }: Case) {
  // Without noise: what the network cannot see of a finer grid would stay.
  const phantom = organPhantom(grid, { noiseHu: 0, vessels: false });
  const all = { ...early, ...settings };
  const denoise = denoiser(picture, all.sampler.trainSteps);
  const graphs: Record<string, (inputs: Tensors) => Tensors> = {
    encoder: inputs => ({ latents: encoder(inputs['image']!) }),
    denoiser: inputs => ({ noise: denoise(inputs) }),
    decoder: inputs => ({ image: decode(inputs['latents']!) }),
    codebook: () => ({ codes: { shape: [codes!.length / CHANNELS, CHANNELS], data: codes! } }),
  };
  const networks = functionLibrary({ generator: 'diffusion', settings: { ...all }, run: (graph, inputs) => graphs[graph]!(inputs) });
  const request = { radiusMm, seed: 3, centreLps: phantom.deepLps };
  const tools = { signal: new AbortController().signal, kernels: cpuKernels, networks };
  const made = await synthesizeLesion({ ct: phantom.ct, organMask: phantom.organMask, organ: liver, generator: diffusion, request }, tools);
  return { made, ...phantom };
}

const voxelLps = (geometry: Geometry, at: number): Vec3 => {
  const [columns, rows] = geometry.dimensions;
  return ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
};

/** HU of the voxels within 2.5 mm of the centre, where the hole is whole. */
function core({ made, deepLps }: Awaited<ReturnType<typeof make>>): number[] {
  const { voxels, geometry } = made.ct;
  return Array.from(voxels).filter((_, at) => Math.hypot(...voxelLps(geometry, at).map((v, a) => v - deepLps[a]!)) < 2.5);
}

describe('diffusion', () => {
  it('shows the network a hole of 0, which is 37.5 HU, and paints exactly what it has in mind', async () => {
    const made = await make({ picture: (_, seen) => seen });
    core(made).forEach(hu => expect(Math.abs(hu - 37.5)).toBeLessThanOrEqual(1));
  });

  it('tells the network where the hole is', async () => {
    const made = await make({ picture: (_, _seen, mask) => (mask > 0 ? -0.2 : 0.9) });
    core(made).forEach(hu => expect(Math.abs(hu - (37.5 - 0.2 * 212.5))).toBeLessThanOrEqual(1));
  });

  /** Axes of the tensor, and where each grows to: superior, right, anterior. */
  const AXES = [[LATENTS * LATENTS, [0, 0, 1]], [LATENTS, [-1, 0, 0]], [1, [0, -1, 0]]] as const;
  it.each(Object.entries(GRIDS).map(([name, grid], n) => [name, n % 3, grid] as const))('lays axes out as Z, X, Y on %s: axis %s', async (_, axis, grid) => {
    const [stride, towards] = AXES[axis]!;
    const made = await make({ grid, picture: at => (Math.floor(at / stride) % LATENTS < LATENTS / 2 ? -0.6 : 0.6) });
    const [low, high] = [[0, 0], [0, 0]];
    made.made.lesionLabel.voxels.forEach((v, at) => {
      const along = voxelLps(grid, at).reduce((sum, p, a) => sum + (p - made.deepLps[a]!) * towards[a]!, 0);
      if (v === 0 || Math.abs(along) < 3) return;
      const side = along < 0 ? low! : high!;
      side[0]! += made.made.ct.voxels[at]!;
      side[1]!++;
    });
    expect(high![0]! / high![1]!).toBeGreaterThan(140);
    expect(low![0]! / low![1]!).toBeLessThan(-50);
  });

  it('snaps latents to the nearest code of a codebook that the model brings', async () => {
    // Codes 1 and 2.2 in the codebook's range -3..5: 0 and 0.3 in -1..1.
    const made = await make({ picture: () => 0.2, codes: Float32Array.of(1, 1, 2.2, 2.2), settings: { latent: { ...early.latent, hasCodebook: true } } });
    core(made).forEach(hu => expect(Math.abs(hu - (37.5 + 0.3 * 212.5))).toBeLessThanOrEqual(1));
  });

  it('samples 50 of 200 steps without noise', async () => {
    const made = await make({ picture: () => -0.3, settings: { sampler: { kind: 'ddim', trainSteps: 200, steps: 50 } } });
    // The noise it began with stays at the share of step 0.
    core(made).forEach(hu => expect(Math.abs(hu - (37.5 - 0.3 * 212.5))).toBeLessThan(20));
  });

  it('blends: nothing changes outside the organ, whatever the network paints', async () => {
    const made = await make({ picture: () => -0.9, settings: { blendSigmaVoxels: [3, 4] } });
    expect(made.made.ct.voxels.some((hu, at) => made.organMask.voxels[at] === 0 && hu !== made.ct.voxels[at])).toBe(false);
    expect(Math.min(...core(made))).toBeLessThan(-100);
  });

  it.each<[string, Case, string]>([
    ['a lesion that the window does not hold', { picture: () => 0, radiusMm: 20 }, 'generator/window-too-small'],
    ['a size that no network was trained for', { picture: () => 0, settings: { radiusMm: [2, 5] } }, 'generator/no-network'],
    ['a decoder that gives no numbers', { picture: () => 0, decode: latents => ({ ...decoder(latents), data: new Float32Array(EDGE ** 3).fill(NaN) }) }, 'generator/bad-output'],
    ['a decoder of another shape', { picture: () => 0, decode: latents => latents }, 'model/wrong-shape'],
  ])('refuses %s', async (_, what, code) => {
    expect(await make(what).then(() => 'made', (error: unknown) => (error instanceof GatewayError ? error.code : String(error)))).toBe(code);
  });
});
