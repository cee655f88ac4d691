import { GatewayError } from '../errors.ts';
import type { LoadedModel } from '../inference/load-models.ts';
import type { InferencePool } from '../inference/pool.ts';
import { architectureOf, runNetwork } from '../inference/run-network.ts';
import type { TumourFinder } from '../synthesis/quality/quality-test.ts';
import { wholeBox } from '../volume/crop.ts';
import { maskOf } from '../volume/mask-of.ts';

/**
 * A segmentation model as the judge of synthetic lesions: it sees one window's worth around each, and any of its lesion classes counts where it is the likeliest (Wu et al. 2024),
 * whatever threshold finds the model's own lesions: a lower one would let pass what hardly shows. Throws model/wrong-task when it has none.
 */
export function tumourFinder(model: LoadedModel, pool: InferencePool): TumourFinder {
  const manifest = { ...model.manifest, lesionThreshold: 0.5 };
  const { name, version, sha256, labels, windowSize, spacingMm } = manifest;
  if (!labels.some(label => label?.role === 'lesion')) throw new GatewayError('model/wrong-task', `Model ${name} finds no lesions; judge with one that does.`, { context: { model: name } });
  return {
    identity: { model: name, version, digest: sha256 },
    contextMm: Math.max(...windowSize.map((n, axis) => (n * spacingMm[axis]!) / 2)),
    async find(ct, signal) {
      const { logits, grid } = await runNetwork({ ct, box: wholeBox(ct.geometry), model }, { pool, signal });
      const { labelmap } = await architectureOf(manifest).finish({ logits, grid, target: ct.geometry, manifest, signal });
      return maskOf(labelmap, value => labels[value]?.role === 'lesion');
    },
  };
}
