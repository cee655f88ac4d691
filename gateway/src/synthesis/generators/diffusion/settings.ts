import type { Vec3 } from '../../../volume/geometry.ts';
import type { AxisOrder } from '../../hosting/axis-order.ts';
import type { Sampler } from './sampler.ts';

/** Names of a graph's tensors. */
interface Ports<I extends string> {
  readonly inputs: Readonly<Record<I, string>>;
  readonly output: string;
}

/**
 * How a latent diffusion generator (DiffTumor, Chen et al. 2024) is fed. Axes x, y, z are the letters of `orientation`. Graphs of the model: `encoder`
 * (image to latents), `denoiser` (noisy latents, latents of the masked image and mask, one after the other, and the step: the noise),
 * `decoder` (latents to image), and `codebook` (no input; codes [K, channels]) where the decoder does not choose the nearest codes itself.
 */
export interface DiffusionSettings {
  readonly organs: readonly string[];
  /** Radii it was trained for, mm. */
  readonly radiusMm: readonly [number, number];
  readonly spacingMm: Vec3;
  readonly orientation: string;
  /** HU mapped to -1..1, clipped. */
  readonly windowHu: readonly [low: number, high: number];
  readonly windowSize: Vec3;
  readonly axisOrder: AxisOrder;
  readonly latent: {
    readonly channels: number;
    /** Voxels of the image along an edge of a latent voxel. */
    readonly factor: number;
    /** Smallest and largest number of the codebook: mapped to -1..1 for the denoiser. */
    readonly range: readonly [number, number];
    /** The model has a graph `codebook`. */
    readonly hasCodebook: boolean;
  };
  readonly sampler: Sampler;
  /** Range of the blend's blur. */
  readonly blendSigmaVoxels: readonly [number, number];
  readonly ports: { readonly encoder: Ports<'image'>; readonly denoiser: Ports<'latents' | 'step'>; readonly decoder: Ports<'latents'>; readonly codebook?: { readonly output: string } };
}

const number = (minimum: number, maximum: number) => ({ type: 'number', minimum, maximum });
const integer = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const list = (length: number, items: object) => ({ type: 'array', minItems: length, maxItems: length, items });
const object = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({ type: 'object', additionalProperties: false, properties, required: Object.keys(properties).filter(name => !optional.includes(name)) });
const tensorName = { type: 'string', minLength: 1, maxLength: 100 };
const ports = (...inputs: readonly string[]) => object({ inputs: object(Object.fromEntries(inputs.map(name => [name, tensorName]))), output: tensorName });

/** JSON schema of DiffusionSettings. */
export const diffusionSettingsSchema = object({
  organs: { type: 'array', minItems: 1, items: { type: 'string' } },
  radiusMm: list(2, number(0.5, 200)),
  spacingMm: list(3, number(0.1, 20)),
  orientation: { type: 'string', pattern: '^[LR][AP][SI]$' },
  windowHu: list(2, number(-2000, 4000)),
  windowSize: list(3, integer(8, 512)),
  axisOrder: { enum: ['xyz', 'zyx', 'zxy'] },
  latent: object({ channels: integer(1, 64), factor: integer(1, 16), range: list(2, { type: 'number' }), hasCodebook: { type: 'boolean' } }),
  sampler: {
    oneOf: [
      object({ kind: { const: 'ddpm' }, trainSteps: integer(1, 1000) }),
      object({ kind: { const: 'ddim' }, trainSteps: integer(2, 1000), steps: integer(1, 500) }),
    ],
  },
  blendSigmaVoxels: list(2, number(0, 10)),
  ports: object({ encoder: ports('image'), denoiser: ports('latents', 'step'), decoder: ports('latents'), codebook: object({ output: tensorName }) }, ['codebook']),
});
