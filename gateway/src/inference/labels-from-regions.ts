import { boundingBox, cropGeometry } from '../volume/crop.ts';
import { voxelCount } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { FinishRequest } from './architectures/architecture.ts';
import { scoreSlabs } from './score-slabs.ts';

/**
 * Labels of a network whose channels are regions that may overlap, one sigmoid each, with a background of 0: channel n is painted as value n wherever it is more likely than not
 * (logit > 0), a lesion's wherever it is likelier than the manifest's `lesionThreshold`, a later one over an earlier one. Rejects with the signal's reason.
 */
export async function labelsFromRegions(request: FinishRequest): Promise<Labelmap> {
  const labels = new Uint8Array(voxelCount(request.target));
  const { labels: classes, lesionThreshold = 0.5 } = request.manifest;
  const least = classes.map(label => (label?.role === 'lesion' ? Math.log(lesionThreshold / (1 - lesionThreshold)) : 0));
  for await (const { scores, from, to } of scoreSlabs(request)) {
    const out = labels.subarray(from, to);
    scores.forEach((channel, c) => {
      for (let v = 0; v < out.length; v++) if (channel[v]! > least[c]!) out[v] = c;
    });
    request.onProgress?.(to / labels.length);
  }
  return makeVolume(request.target, labels);
}

/** The largest sigmoid 0..1 of the lesion regions, on the smallest block of the label map that holds its lesions; undefined when it has none. */
export async function regionProbability({ logits, grid, manifest, signal }: FinishRequest, labelmap: Labelmap): Promise<Volume<Float32Array> | undefined> {
  const isLesion = manifest.labels.map(label => label?.role === 'lesion');
  const box = boundingBox(maskOf(labelmap, value => isLesion[value] === true));
  if (!box) return undefined;
  const target = cropGeometry(labelmap.geometry, box);
  const probability = new Float32Array(voxelCount(target));
  for await (const { scores, from, to } of scoreSlabs({ logits: logits.filter((_, c) => c === 0 || isLesion[c]), grid, target, ...(signal ? { signal } : {}) }))
    for (let v = from; v < to; v++) probability[v] = 1 / (1 + Math.exp(-Math.max(...scores.slice(1).map(channel => channel[v - from]!))));
  return makeVolume(target, probability);
}
