import { GatewayError } from '../../../errors.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { fromChannel, shapeOf, toTensor } from '../../hosting/axis-order.ts';
import type { Network, Tensor, Tensors } from '../../networks.ts';
import { nearestCodes } from './nearest-codes.ts';
import type { DiffusionSettings } from './settings.ts';

/** The graphs of a latent diffusion model as plain functions. Latents are in the tensor's own order, channel after channel. Each throws model/wrong-shape, generator/bad-output, inference/*. */
export interface DiffusionNetwork {
  /** Image -1..1, x fastest, to latents -1..1. */
  encode(image: Float32Array): Promise<Float32Array>;
  /** The noise in noisy latents, given those of the masked image and the mask (-1 or 1) on the latents' grid. */
  noiseIn(latents: Float32Array, condition: Float32Array, t: number): Promise<Float32Array>;
  /** Latents -1..1 to an image -1..1, x fastest. */
  decode(latents: Float32Array): Promise<Float32Array>;
  /** The mask on the latents' grid (nearest), 1 inside and -1 outside, in the tensor's order. */
  latentMask(mask: Float32Array): Float32Array;
}

/** Binds a network to its settings. */
export function diffusionNetwork(network: Network, settings: DiffusionSettings, signal: AbortSignal): DiffusionNetwork {
  const { windowSize, axisOrder, ports, latent: { channels, factor, range: [low, high], hasCodebook } } = settings;
  const latentSize = windowSize.map(n => n / factor) as unknown as Vec3;
  const latentShape = shapeOf(latentSize, axisOrder);
  const ask = async (graph: string, inputs: Tensors, { output, shape }: { readonly output: string; readonly shape: readonly number[] }): Promise<Float32Array> => {
    const answer = (await network.run(graph, inputs, [output]))[output]!;
    check(network, { graph, answer, shape });
    return answer.data;
  };
  return {
    async encode(image) {
      const data = await ask('encoder', { [ports.encoder.inputs.image]: toTensor(image, windowSize, axisOrder) }, { output: ports.encoder.output, shape: [1, channels, ...latentShape] });
      return data.map(value => (2 * (value - low)) / (high - low) - 1);
    },
    noiseIn(latents, condition, t) {
      const data = new Float32Array(latents.length + condition.length);
      data.set(latents);
      data.set(condition, latents.length);
      const { inputs, output } = ports.denoiser;
      const stacked = { shape: [1, data.length / (latents.length / channels), ...latentShape], data };
      return ask('denoiser', { [inputs.latents]: stacked, [inputs.step]: { shape: [1], data: Float32Array.of(t) } }, { output, shape: [1, channels, ...latentShape] });
    },
    async decode(latents) {
      const data = latents.map(value => ((value + 1) / 2) * (high - low) + low);
      if (hasCodebook) await nearestCodes(data, await codebook(network, settings), signal);
      const { inputs, output } = ports.decoder;
      const image = await ask('decoder', { [inputs.latents]: { shape: [1, channels, ...latentShape], data } }, { output, shape: [1, 1, ...shapeOf(windowSize, axisOrder)] });
      return fromChannel(image, windowSize, axisOrder);
    },
    latentMask: mask => toTensor(shrink(mask, windowSize, factor), latentSize, axisOrder).data.map(value => (value > 0 ? 1 : -1)),
  };
}

function check({ name }: Network, { graph, answer, shape }: { readonly graph: string; readonly answer: Tensor; readonly shape: readonly number[] }): void {
  if (answer.shape.length !== shape.length || answer.shape.some((n, axis) => n !== shape[axis]))
    throw new GatewayError('model/wrong-shape', `Graph ${graph} of network ${name} gives [${answer.shape.join(', ')}], not [${shape.join(', ')}] as its manifest says; correct the manifest, or export it again.`, { context: { model: name, graph } });
  if (!answer.data.every(Number.isFinite))
    throw new GatewayError('generator/bad-output', `Graph ${graph} of network ${name} gives values that are no numbers; export it again (docs/hosting-generators.md).`, { context: { model: name, graph } });
}

async function codebook(network: Network, { ports, latent: { channels } }: DiffusionSettings): Promise<{ codes: Float32Array; width: number }> {
  const output = ports.codebook?.output ?? 'codes';
  const answer = (await network.run('codebook', {}, [output]))[output]!;
  check(network, { graph: 'codebook', answer, shape: [answer.shape[0] ?? 0, channels] });
  return { codes: answer.data, width: channels };
}

/** Every factor-th voxel: what nearest resizing by a whole factor picks. */
function shrink(mask: Float32Array, size: Vec3, factor: number): Float32Array {
  const [nx, ny, nz] = size.map(n => n / factor) as unknown as Vec3;
  const out = new Float32Array(nx * ny * nz);
  for (let z = 0, at = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, at++) out[at] = mask[factor * (x + size[0] * (y + size[1] * z))]!;
  return out;
}
