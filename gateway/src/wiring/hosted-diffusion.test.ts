import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { onnxGraph, type OnnxGraph } from '../../../test/support/onnx-graph.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { InferencePool } from '../inference/pool.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { diffusion } from '../synthesis/generators/diffusion.ts';
import type { DiffusionSettings } from '../synthesis/generators/diffusion/settings.ts';
import { synthesizeLesion } from '../synthesis/scan/synthesize-lesion.ts';
import { ijkToLps } from '../volume/geometry.ts';
import { networkLibrary } from './network-library.ts';

/** The shapes of DiffTumor: 96^3 images, 8 x 24^3 latents, 17 channels into the denoiser. */
const [EDGE, LATENTS, CHANNELS] = [96, 24, 8];
const latents = [1, CHANNELS, LATENTS, LATENTS, LATENTS];
const image = [1, 1, EDGE, EDGE, EDGE];
const floats = (length: number, at: (n: number) => number) => Float32Array.from({ length }, (_, n) => at(n));

/** Real graphs whose results are known: the encoder pools, the decoder repeats the mean of the channels, and the denoiser wants -1 in the hole. */
const GRAPHS: Readonly<Record<string, OnnxGraph>> = {
  encoder: {
    inputs: { image }, outputs: { latents }, constants: { w: { shape: [CHANNELS, 1, 4, 4, 4], data: floats(CHANNELS * 64, () => 1 / 64) } },
    nodes: [{ op: 'Conv', inputs: ['image', 'w'], output: 'latents', integers: { kernel_shape: [4, 4, 4], strides: [4, 4, 4] } }],
  },
  denoiser: {
    inputs: { x: [1, 2 * CHANNELS + 1, LATENTS, LATENTS, LATENTS], t: [1] }, outputs: { noise: latents },
    // Noise = x + 50 mask drives the clean picture, (x - sqrt(1 - a) noise) / sqrt(a), to the end of its range: -1 within the mask.
    constants: { w: { shape: [CHANNELS, 2 * CHANNELS + 1, 1, 1, 1], data: floats(CHANNELS * 17, n => (n % 17 === Math.floor(n / 17) ? 1 : n % 17 === 16 ? 50 : 0)) }, zero: { shape: [1], data: floats(1, () => 0) } },
    nodes: [
      { op: 'Conv', inputs: ['x', 'w'], output: 'found', integers: { kernel_shape: [1, 1, 1] } },
      { op: 'Mul', inputs: ['t', 'zero'], output: 'none' },
      { op: 'Add', inputs: ['found', 'none'], output: 'noise' },
    ],
  },
  decoder: {
    inputs: { latents }, outputs: { image }, constants: { w: { shape: [CHANNELS, 1, 4, 4, 4], data: floats(CHANNELS * 64, () => 1 / CHANNELS) } },
    nodes: [{ op: 'ConvTranspose', inputs: ['latents', 'w'], output: 'image', integers: { kernel_shape: [4, 4, 4], strides: [4, 4, 4] } }],
  },
  codebook: {
    inputs: {}, outputs: { codes: [3, CHANNELS] }, constants: { one: { shape: [3, CHANNELS], data: floats(3 * CHANNELS, n => [-0.4, 0.1, 0.8][Math.floor(n / CHANNELS)]!) } },
    nodes: [{ op: 'Identity', inputs: ['one'], output: 'codes' }],
  },
};

const settings: DiffusionSettings = {
  organs: ['liver'], radiusMm: [2, 35], spacingMm: [1, 1, 1], orientation: 'RAS', windowHu: [-175, 250], windowSize: [EDGE, EDGE, EDGE], axisOrder: 'zxy',
  latent: { channels: CHANNELS, factor: 4, range: [-1, 1], hasCodebook: true }, sampler: { kind: 'ddpm', trainSteps: 4 }, blendSigmaVoxels: [0, 0],
  ports: {
    encoder: { inputs: { image: 'image' }, output: 'latents' }, denoiser: { inputs: { latents: 'x', step: 't' }, output: 'noise' },
    decoder: { inputs: { latents: 'latents' }, output: 'image' }, codebook: { output: 'codes' },
  },
};

let dir: string;
let pool: InferencePool;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'diffusion-'));
  mkdirSync(join(dir, 'known'));
  const graphs = Object.fromEntries(Object.entries(GRAPHS).map(([name, graph]) => {
    const bytes = onnxGraph(graph);
    writeFileSync(join(dir, 'known', `${name}.onnx`), bytes);
    return [name, { file: `${name}.onnx`, sha256: createHash('sha256').update(bytes).digest('hex') }];
  }));
  const manifest = { name: 'known', version: '1.0.0', title: 'Known', description: 'For tests.', licence: 'Apache-2.0', source: 'This test.', task: 'lesion-generator', generator: 'diffusion', graphs, settings };
  writeFileSync(join(dir, 'known', 'model.json'), JSON.stringify(manifest));
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
});
afterAll(() => {
  pool.close();
  rmSync(dir, { recursive: true });
});

it('runs four real graphs of the published shapes: encoder, denoiser, nearest codes, decoder', { timeout: 60_000 }, async () => {
  const { ct, organMask, deepLps } = organPhantom(GRIDS['0.7 x 0.7 x 5 mm'], { noiseHu: 0, vessels: false });
  const request = { radiusMm: 12, seed: 2, centreLps: deepLps };
  const tools = { signal: new AbortController().signal, kernels: cpuKernels, networks: networkLibrary({ dir, pool }) };
  const made = await synthesizeLesion({ ct, organMask, organ: liver, generator: diffusion, request }, tools);
  const [columns, rows] = ct.geometry.dimensions;
  // The picture is -1 in the hole; its nearest code, -0.4, is 37.5 - 0.4 * 212.5 HU.
  const core = Array.from(made.ct.voxels).filter((_, at) => Math.hypot(...ijkToLps(ct.geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]).map((v, a) => v - deepLps[a]!)) < 4);
  expect(core.length).toBeGreaterThan(20);
  core.forEach(hu => expect(Math.abs(hu - (37.5 - 85))).toBeLessThanOrEqual(1));
  expect(made.recipe.lesions[0]!.parameters).toMatchObject({ network: { name: 'known', licence: 'Apache-2.0' }, sampler: { kind: 'ddpm', trainSteps: 4 } });
});
