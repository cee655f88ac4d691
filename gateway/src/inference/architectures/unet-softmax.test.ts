import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { ModelManifest } from '../manifest.ts';
import { unetSoftmax } from './unet-softmax.ts';

const grid: Geometry = { dimensions: [40, 36, 30], spacingMm: [1.5, 1.5, 1.5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const at = (i: number, j: number, k: number) => i + 40 * (j + 36 * k);

/** What the network says: an organ in the middle; a sure lesion and a faint one inside it; a sure plate at its right face. */
const BLOCKS: readonly (readonly [channel: number, logit: number, low: Vec3, high: Vec3])[] = [
  [1, 6, [4, 4, 4], [30, 32, 26]],
  [2, 12, [8, 8, 8], [13, 13, 13]],
  [2, 6.5, [18, 20, 14], [23, 25, 19]],
  [2, 12, [30, 10, 8], [32, 20, 18]],
];

/** Labels in the middles of the organ, the sure lesion, the faint one and the plate. */
async function labelsOf(rules: Partial<ModelManifest>) {
  const logits = [0, 1, 2].map(() => new Float32Array(voxelCount(grid)));
  for (const [channel, logit, low, high] of BLOCKS)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) logits[channel]![at(i, j, k)] = logit;
  const manifest = { labels: [null, { role: 'organ' }, { role: 'lesion' }], ...rules } as unknown as ModelManifest;
  const { labelmap, lesionProbability } = await unetSoftmax.finish({ logits, grid, target: grid, manifest });
  return { labels: [at(15, 10, 20), at(10, 10, 10), at(20, 22, 16), at(31, 15, 13)].map(v => labelmap.voxels[v]), lesionProbability };
}

describe('unet-softmax', () => {
  it('takes out faint and flat lesions only where the manifest asks for it', async () => {
    expect((await labelsOf({})).labels).toEqual([1, 2, 2, 2]);
    expect((await labelsOf({ lesionCore: { probability: 0.93, share: 0.1 } })).labels).toEqual([1, 2, 1, 2]);
    expect((await labelsOf({ flatLesions: [{ elongation: 0.43, minOrganContact: 0.8 }] })).labels).toEqual([1, 2, 2, 0]);
  });

  it('calls a voxel lesion from the share of probability that the manifest asks for', async () => {
    // The faint lesion has 0.62 of its own and the organ's probability, the organ elsewhere 0.002 of lesion.
    expect((await labelsOf({ lesionThreshold: 0.6 })).labels).toEqual([1, 2, 2, 2]);
    expect((await labelsOf({ lesionThreshold: 0.65 })).labels).toEqual([1, 2, 1, 2]);
    expect((await labelsOf({ lesionThreshold: 0.001 })).labels).toEqual([2, 2, 2, 2]);
  });

  it('gives a probability only where a lesion is left', async () => {
    expect((await labelsOf({ lesionCore: { probability: 0.93, share: 0.1 } })).lesionProbability).toBeDefined();
    expect((await labelsOf({ lesionCore: { probability: 1, share: 1 } })).lesionProbability).toBeUndefined();
  });
});
