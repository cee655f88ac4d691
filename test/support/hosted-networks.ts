import type { DiffusionSettings } from '../../gateway/src/synthesis/generators/diffusion/settings.ts';
import type { FreeTumorSettings } from '../../gateway/src/synthesis/generators/freetumor/settings.ts';
import type { Tensor, Tensors } from '../../gateway/src/synthesis/networks.ts';
import type { FunctionNetwork } from './function-library.ts';

const freeTumorSettings: FreeTumorSettings = {
  organs: { liver: 0 }, channels: 1, spacingMm: [1.5, 1.5, 1.5], orientation: 'RAS', windowHu: [-175, 250], windowSize: [32, 32, 32], overlap: 0.75, axisOrder: 'xyz',
  input: 'image', output: 'strength', activation: 'tanh', sign: 'minus', blur: { taps: 7, sigmaVoxels: 1 }, edgeSigmaVoxels: [1, 2], texture: { sigmaAVoxels: 3, sigmaBVoxels: 4 },
};

/** A FreeTumor network whose strength is half of what it sees. */
export const halvingFreeTumor: FunctionNetwork = {
  generator: 'freetumor', settings: { ...freeTumorSettings },
  run: (_, inputs) => ({ strength: map(inputs['image']!, value => value / 2) }),
};

const diffusionSettings: DiffusionSettings = {
  organs: ['liver'], radiusMm: [1, 60], spacingMm: [2, 2, 2], orientation: 'RAS', windowHu: [-175, 250], windowSize: [32, 32, 32], axisOrder: 'zxy',
  latent: { channels: 1, factor: 1, range: [-1, 1], hasCodebook: false }, sampler: { kind: 'ddpm', trainSteps: 4 }, blendSigmaVoxels: [0, 2],
  ports: { encoder: { inputs: { image: 'image' }, output: 'latents' }, denoiser: { inputs: { latents: 'latents', step: 'step' }, output: 'noise' }, decoder: { inputs: { latents: 'latents' }, output: 'image' } },
};

/** A diffusion network whose latents are the image, and which finds no noise in anything. */
export const noiselessDiffusion: FunctionNetwork = {
  generator: 'diffusion', settings: { ...diffusionSettings },
  run: (graph, inputs): Tensors => {
    if (graph === 'encoder') return { latents: inputs['image']! };
    if (graph === 'decoder') return { image: inputs['latents']! };
    const { shape, data } = inputs['latents']!;
    return { noise: { shape: [1, 1, ...shape.slice(2)], data: new Float32Array(data.length / 3) } };
  },
};

const map = ({ shape, data }: Tensor, of: (value: number) => number): Tensor => ({ shape, data: data.map(of) });
