import { makeDraws } from '../../draws.ts';
import type { DiffusionNetwork } from './latents.ts';
import { sample } from './sample.ts';
import type { Sampler } from './sampler.ts';

export interface InpaintRequest {
  /** 0..1, x fastest. */
  readonly image: Float32Array;
  /** 1 = lesion. */
  readonly mask: Float32Array;
  readonly sampler: Sampler;
  readonly network: DiffusionNetwork;
  readonly seed: number;
}

/** The image with what the network puts into the mask; 0..1 as far as the decoder keeps to it. All noise comes from the seed. */
export async function inpaint({ image, mask, sampler, network, seed }: InpaintRequest): Promise<Float32Array> {
  // The hole is 0 after scaling to -1..1: the middle of the HU window.
  const hollow = image.map((value, v) => (mask[v] === 0 ? 2 * value - 1 : 0));
  const seen = await network.encode(hollow);
  const hole = network.latentMask(mask);
  const condition = new Float32Array(seen.length + hole.length);
  condition.set(seen);
  condition.set(hole, seen.length);
  const draws = makeDraws({ seed, stage: 'texture' });
  const latents = await sample({
    sampler, length: seen.length,
    predictNoise: (x, t) => network.noiseIn(x, condition, t),
    normal: (draw, index) => draws.normal(`noise ${draw}`, index),
  });
  return (await network.decode(latents)).map(value => (value + 1) / 2);
}
