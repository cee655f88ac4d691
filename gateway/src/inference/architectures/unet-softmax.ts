import { cropGeometry } from '../../volume/crop.ts';
import { orientedGrid } from '../../volume/orient.ts';
import { resampleLinear } from '../../volume/resample.ts';
import { cleanLabels } from '../clean-labels.ts';
import { cleanOrgans } from '../clean-organs.ts';
import { dropFaintLesions } from '../drop-faint-lesions.ts';
import { labelsFromLogits } from '../labels-from-logits.ts';
import { lesionProbability } from '../lesion-probability.ts';
import type { ModelManifest } from '../manifest.ts';
import type { Architecture } from './architecture.ts';

/** One softmax over background, organs and lesions: the usual U-Net and Swin UNETR head. */
export const unetSoftmax: Architecture = {
  name: 'unet-softmax',

  prepare({ ct, box, manifest }) {
    const grid = orientedGrid(cropGeometry(ct.geometry, box), manifest.orientation, manifest.spacingMm);
    const input = resampleLinear(ct, grid, manifest.windowHu[0]);
    normalise(input.voxels, manifest);
    const [padValue] = normalise(Float32Array.of(manifest.windowHu[0]), manifest) as unknown as [number];
    return { input, padValue };
  },

  async finish(request) {
    const labelmap = await labelsFromLogits(request);
    const clean = request.manifest.task === 'organ-localiser' ? cleanOrgans : cleanLabels;
    clean(labelmap, request.manifest);
    const probability = await lesionProbability(request, labelmap);
    const hasLesion = probability && dropFaintLesions(labelmap, probability, request.manifest);
    return hasLesion ? { labelmap, lesionProbability: probability } : { labelmap };
  },
};

/** HU to network values, in place. */
function normalise(voxels: Float32Array, { windowHu: [low, high], normalisation }: ModelManifest): Float32Array {
  const [shift, scale] = {
    unit: () => [low, 1 / (high - low)] as const,
    signed: () => [(low + high) / 2, 2 / (high - low)] as const,
    zscore: () => (normalisation.kind === 'zscore' ? [normalisation.mean, 1 / normalisation.sd] as const : [0, 1] as const),
  }[normalisation.kind]();
  for (let v = 0; v < voxels.length; v++) {
    const hu = voxels[v]!;
    voxels[v] = ((hu < low ? low : hu > high ? high : hu) - shift) * scale;
  }
  return voxels;
}
