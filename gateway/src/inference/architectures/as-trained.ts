import type { HuVolume } from '../../volume/volume.ts';
import { makeVolume } from '../../volume/volume.ts';
import { labelsFromLogits } from '../labels-from-logits.ts';
import { lesionProbability } from '../lesion-probability.ts';
import { labelsFromRegions, regionProbability } from '../labels-from-regions.ts';
import type { Architecture, PrepareRequest } from './architecture.ts';
import { unetSoftmax } from './unet-softmax.ts';

interface Habits {
  /** Intensities are clipped to the window on the CT's own grid, before resampling; otherwise after it. */
  readonly clipsFirst: boolean;
  /** `classes`: one softmax, background first; `regions`: one sigmoid a region, background has none. */
  readonly heads: 'classes' | 'regions';
}

/**
 * A network of another framework, run by that framework's habits: windows that leave the image are filled up with 0 in the network's own units, and
 * the labels are the network's, with nothing taken out.
 */
const asTrained = (name: string, { clipsFirst, heads }: Habits): Architecture => ({
  name,
  lacksBackground: heads === 'regions',

  prepare(request) {
    const { input, padValue } = unetSoftmax.prepare(clipsFirst ? { ...request, ct: clipped(request) } : request);
    return { input, padValue: 0, airValue: padValue };
  },

  async finish(request) {
    const isClasses = heads === 'classes';
    const labelmap = await (isClasses ? labelsFromLogits : labelsFromRegions)(request);
    const probability = await (isClasses ? lesionProbability : regionProbability)(request, labelmap);
    return probability ? { labelmap, lesionProbability: probability } : { labelmap };
  },
});

/** Whole HU: what is left of the window's fraction is clipped after resampling. */
function clipped({ ct: { geometry, voxels }, manifest: { windowHu } }: PrepareRequest): HuVolume {
  const [low, high] = [Math.floor(windowHu[0]), Math.ceil(windowHu[1])];
  const out = voxels.slice();
  for (let v = 0; v < out.length; v++) out[v] = Math.min(high, Math.max(low, out[v]!));
  return out instanceof Int16Array ? makeVolume(geometry, out) : makeVolume(geometry, out);
}

/** Ways in which networks of other frameworks want their images and give their answers. */
export const AS_TRAINED: readonly Architecture[] = [
  asTrained('softmax-as-trained', { clipsFirst: false, heads: 'classes' }),
  asTrained('softmax-clipped-first', { clipsFirst: true, heads: 'classes' }),
  asTrained('regions-as-trained', { clipsFirst: false, heads: 'regions' }),
  asTrained('regions-clipped-first', { clipsFirst: true, heads: 'regions' }),
];
