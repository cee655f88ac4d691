import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, loadModels } from '../../gateway/src/inference/load-models.ts';
import { InferencePool } from '../../gateway/src/inference/pool.ts';
import { segmentVolume } from '../../gateway/src/inference/segment-volume.ts';
import { abdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';

const MODELS = resolve(import.meta.dirname, '../../models');
const NAMES = ['liver-lesion', 'liver-localiser', 'organ-localiser'];
const MAKERS = ['liver-freetumor'];

/** A seed no network was trained on, head first and feet first, thick slices. */
const headFirst: Geometry = { dimensions: [192, 150, 78], spacingMm: [2, 2, 4], originLps: [-191, -146, -168], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const upsideDown: Geometry = { ...headFirst, originLps: [191, -146, 140], direction: [-1, 0, 0, 0, 1, 0, 0, 0, -1] };

let pool: InferencePool;
beforeAll(() => {
  pool = new InferencePool({ processes: 1, threadsPerProcess: 2, providers: ['cpu'] });
});
afterAll(() => pool.close());

/** Dice of `values` taken as one thing. */
function dice(a: Uint8Array, b: Uint8Array, values: readonly number[]): number {
  let [both, sum] = [0, 0];
  for (let v = 0; v < a.length; v++) {
    const [p, q] = [values.includes(a[v]!), values.includes(b[v]!)];
    sum += Number(p) + Number(q);
    both += Number(p && q);
  }
  return (2 * both) / sum;
}

describe('the models that come with the project', () => {
  it('load, every one', async () => {
    const { models, generatorModels, problems } = await loadModels(MODELS);
    expect(problems).toEqual([]);
    expect([...models.keys()].sort()).toEqual(NAMES);
    expect([...generatorModels.keys()].sort()).toEqual(MAKERS);
  });

  it.each(NAMES)('%s has the digest of its manifest, a card, its log and its curves, and is small', name => {
    const bytes = readFileSync(join(MODELS, name, 'model.onnx'));
    const manifest = JSON.parse(readFileSync(join(MODELS, name, 'model.json'), 'utf8')) as { sha256: string };
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.sha256);
    expect(bytes.length).toBeLessThan(20e6);
    for (const file of ['README.md', 'curves.csv', 'training.log']) expect(existsSync(join(MODELS, name, file)), file).toBe(true);
  });

  it.each(MAKERS)('%s makes lesions: it has a card, its log, its curves and its results, and is smaller than 2 MB', name => {
    expect(readFileSync(join(MODELS, name, 'model.onnx')).length).toBeLessThan(2e6);
    for (const file of ['README.md', 'curves.csv', 'training.log', 'results.json']) expect(existsSync(join(MODELS, name, file)), file).toBe(true);
  });

  it.each([['head first', headFirst], ['upside down and from the other side', upsideDown]])('find the liver of a phantom they have not seen, %s', { timeout: 300_000 }, async (_, geometry) => {
    const phantom = abdomenPhantom({ seed: 77, geometry });
    const model = await loadModel(MODELS, 'liver-lesion');
    const { labelmap, models } = await segmentVolume(phantom.ct, model, { pool, loadModel: name => loadModel(MODELS, name) });
    const truth = Uint8Array.from(phantom.labelmap.voxels, value => (value <= 2 ? value : 0));
    expect(models.map(use => use.name)).toEqual(['liver-localiser', 'liver-lesion']);
    expect(dice(labelmap.voxels, truth, [1, 2])).toBeGreaterThan(0.94);
    expect(dice(labelmap.voxels, truth, [2])).toBeGreaterThan(0.5);
  });

  it('outline kidneys and spleen of a phantom they have not seen, each at its own side', { timeout: 300_000 }, async () => {
    const phantom = abdomenPhantom({ seed: 77, geometry: upsideDown });
    const model = await loadModel(MODELS, 'organ-localiser');
    const { labelmap } = await segmentVolume(phantom.ct, model, { pool, loadModel: name => loadModel(MODELS, name) });
    const found = (name: string) => labelmap.voxels.map(value => (model.manifest.labels[value]?.name === name ? 1 : 0));
    const drawn = (...values: number[]) => phantom.labelmap.voxels.map(value => (values.includes(value) ? 1 : 0));
    expect(dice(found('kidney'), drawn(4, 5), [1])).toBeGreaterThan(0.8);
    expect(dice(found('spleen'), drawn(3), [1])).toBeGreaterThan(0.75);
    expect(dice(found('liver'), drawn(1, 2), [1])).toBeGreaterThan(0.9);
  });
});
