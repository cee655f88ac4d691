import { boundingBox, cropGeometry } from '../volume/crop.ts';
import { voxelCount } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { FinishRequest } from './architectures/architecture.ts';
import { scoreSlabs } from './score-slabs.ts';

/** A logit this far below the best one is a probability below 1e-6. */
const NEGLIGIBLE = 14;

/** Softmax probability 0..1 of the lesion channels together, on the smallest block of the label map that holds its lesions; undefined when it has none. */
export async function lesionProbability({ logits, grid, manifest, signal }: FinishRequest, labelmap: Labelmap): Promise<Volume<Float32Array> | undefined> {
  const isLesion = manifest.labels.map(label => label?.role === 'lesion');
  const box = boundingBox(maskOf(labelmap, value => isLesion[value] === true));
  if (!box) return undefined;
  const target = cropGeometry(labelmap.geometry, box);
  const probability = new Float32Array(voxelCount(target));
  for await (const { scores, from, to } of scoreSlabs({ logits, grid, target, ...(signal ? { signal } : {}) })) softmaxShare(scores, isLesion, probability.subarray(from, to));
  return makeVolume(target, probability);
}

function softmaxShare(scores: readonly Float32Array[], isWanted: readonly boolean[], out: Float32Array): void {
  for (let v = 0; v < out.length; v++) {
    let [best, wanted] = [-Infinity, -Infinity];
    for (let c = 0; c < scores.length; c++) {
      const score = scores[c]![v]!;
      if (score > best) best = score;
      if (isWanted[c] && score > wanted) wanted = score;
    }
    if (best - wanted > NEGLIGIBLE) continue;
    let [sum, share] = [0, 0];
    for (let c = 0; c < scores.length; c++) {
      const e = Math.exp(scores[c]![v]! - best);
      sum += e;
      if (isWanted[c]) share += e;
    }
    out[v] = share / sum;
  }
}
