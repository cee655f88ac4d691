import { voxelCount } from '../volume/geometry.ts';
import { largestChannel, resampleLargest } from '../volume/resample-largest.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import type { FinishRequest } from './architectures/architecture.ts';
import { slabs } from './score-slabs.ts';

/** Labels on the target grid: logits are resampled linearly, and only then the largest one wins (ties: the lower channel). Rejects with the signal's reason. */
export async function labelsFromLogits({ logits, grid, target, signal, onProgress }: FinishRequest): Promise<Labelmap> {
  const labels = new Uint8Array(voxelCount(target));
  const largest = largestChannel(logits);
  for await (const { geometry, from, to } of slabs(target, signal)) {
    labels.set(resampleLargest({ channels: logits, grid }, largest, geometry), from);
    onProgress?.(to / labels.length);
  }
  return makeVolume(target, labels);
}
