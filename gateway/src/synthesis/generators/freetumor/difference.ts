import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { zeroPaddedBlur } from '../../hosting/zero-padded-blur.ts';
import type { FreeTumorSettings } from './settings.ts';

export interface DifferenceInput {
  readonly size: Vec3;
  /** 1 = organ. */
  readonly organ: Uint8Array;
  /** 1 = lesion, cut to the organ. */
  readonly mask: Float32Array;
  readonly texture: Float32Array;
  /** The network's raw output, or one strength for the whole lesion (after activation). */
  readonly strength: { readonly raw: Float32Array } | { readonly drawn: number };
  readonly edgeSigmaVoxels: number;
  readonly settings: Pick<FreeTumorSettings, 'activation' | 'sign' | 'blur'>;
}

/**
 * y_hat - y of FreeTumor's image equation, in units of the HU window: -/+ A d T inside the organ and exactly 0 elsewhere, with A the
 * blurred mask, d = blur(act(G(y)) * organ) and T the texture.
 */
export function freeTumorDifference(input: DifferenceInput): Float32Array {
  const { size, organ, mask, texture, strength, edgeSigmaVoxels, settings } = input;
  const sigma = edgeSigmaVoxels;
  const softMask = gaussianBlur(mask, { dimensions: size, sigmaVoxels: [sigma, sigma, sigma] });
  const field = 'raw' in strength ? strengthField(strength.raw, input) : undefined;
  const sign = settings.sign === 'minus' ? -1 : 1;
  const out = new Float32Array(mask.length);
  for (let v = 0; v < out.length; v++) {
    if (organ[v] === 0 || softMask[v] === 0) continue;
    const d = field ? field[v]! : 'drawn' in strength ? strength.drawn : 0;
    // Not -0: a network that answers 0 changes nothing, to the bit.
    out[v] = sign * softMask[v]! * d * texture[v]! || 0;
  }
  return out;
}

/** d: the strength at each voxel of the organ, faded towards its border. */
function strengthField(raw: Float32Array, { organ, size, settings: { activation, blur } }: DifferenceInput): Float32Array {
  const act = activation === 'tanh' ? Math.tanh : (value: number) => 1 / (1 + Math.exp(-value));
  return zeroPaddedBlur(raw.map((value, v) => (organ[v] === 0 ? 0 : act(value))), size, blur);
}
