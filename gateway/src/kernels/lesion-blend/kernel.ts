import { defineKernel } from '../kernel.ts';
import { lesionBlend } from './reference.ts';

/**
 * HU difference that a lesion makes. Inputs: HU; structure (HU without noise); structure after displacement; opacity; territory; detail (HU).
 *
 * Territory: the share of organ around a voxel, with a minus sign (or 0) where the voxel itself is outside; one element, not read, when
 * `bounded` is 0 (all of it is organ). With t its size: inside, the lesion belongs by min(1, t / 0.75); outside, only where t >= 0.03 and the
 * structure looks like organ, structure <= mean + 2 sd: smoothstep(structure, mean - 3 w, mean - w) smoothstep(t, 0.03, 0.2), w = max(10, sd / 2).
 * r = smoothstep(t, 0.8, 0.98) is how far the lesion replaces what is under it instead of adding to the mean:
 *   below = r displaced + (1 - r) mean; lesion = mean + contrast - below + r (noiseGain - 1) (f - structure)
 *   out = (inside ? displaced - structure : 0) + belongs (a lesion + detail), a = opacity, or 0 below `least`.
 * Where a is 0, detail counts only inside.
 */
export const lesionBlendKernel = defineKernel({
  name: 'lesion-blend',
  inputs: ['f32', 'f32', 'f32', 'f32', 'f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', bounded: 'u32', meanHu: 'f32', sdHu: 'f32', contrastHu: 'f32', noiseGain: 'f32', least: 'f32' },
  reference: lesionBlend,
});
