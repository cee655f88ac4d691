import { voxelCount } from '../volume/geometry.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import type { FinishRequest } from './architectures/architecture.ts';
import { scoreSlabs } from './score-slabs.ts';

/** Labels on the target grid: logits are resampled linearly, and only then the largest one wins (ties: the lower channel). Rejects with the signal's reason. */
export async function labelsFromLogits(request: FinishRequest): Promise<Labelmap> {
  const labels = new Uint8Array(voxelCount(request.target));
  for await (const { scores, from, to } of scoreSlabs(request)) {
    argmax(scores, labels.subarray(from, to));
    request.onProgress?.(to / labels.length);
  }
  return makeVolume(request.target, labels);
}

function argmax(scores: readonly Float32Array[], out: Uint8Array): void {
  const best = Float32Array.from(scores[0]!);
  for (let c = 1; c < scores.length; c++) {
    const channel = scores[c]!;
    for (let v = 0; v < out.length; v++)
      if (channel[v]! > best[v]!) {
        best[v] = channel[v]!;
        out[v] = c;
      }
  }
}
