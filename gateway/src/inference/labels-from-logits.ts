import { voxelCount } from '../volume/geometry.ts';
import { largestChannel, resampleLargest } from '../volume/resample-largest.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import type { FinishRequest } from './architectures/architecture.ts';
import type { ModelManifest } from './manifest.ts';
import { slabs } from './score-slabs.ts';

/**
 * Labels on the target grid: logits, those of lesions raised as far as the manifest's `lesionThreshold` says, are resampled linearly, and only then the
 * largest one wins (ties: the lower channel). Rejects with the signal's reason.
 */
export async function labelsFromLogits({ logits, grid, target, manifest, signal, onProgress }: FinishRequest): Promise<Labelmap> {
  const labels = new Uint8Array(voxelCount(target));
  const channels = withThreshold(logits, manifest);
  const largest = largestChannel(channels);
  for await (const { geometry, from, to } of slabs(target, signal)) {
    labels.set(resampleLargest({ channels, grid }, largest, geometry), from);
    onProgress?.(to / labels.length);
  }
  return makeVolume(target, labels);
}

/** Lesion logits plus ln((1 - t) / t): a lesion with the share t of two probabilities is as large as the other class. */
function withThreshold(logits: readonly Float32Array[], { labels, lesionThreshold = 0.5 }: ModelManifest): readonly Float32Array[] {
  const raise = Math.log((1 - lesionThreshold) / lesionThreshold);
  return raise === 0 ? logits : logits.map((channel, c) => (labels[c]?.role === 'lesion' ? channel.map(logit => logit + raise) : channel));
}
