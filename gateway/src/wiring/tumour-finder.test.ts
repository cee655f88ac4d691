import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { GatewayError } from '../errors.ts';
import { loadModel } from '../inference/load-models.ts';
import { InferencePool } from '../inference/pool.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { synthesizeScan } from '../synthesis/scan/synthesize-scan.ts';
import { tumourFinder } from './tumour-finder.ts';

const MODELS = resolve(import.meta.dirname, '../../../models');
let pool: InferencePool;
beforeAll(() => {
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
});
afterAll(() => pool.close());

it('judges lesions with the model that comes with the project: a plain one passes, an invisible one does not', { timeout: 120_000 }, async () => {
  const finder = tumourFinder(await loadModel(MODELS, 'liver-lesion'), pool);
  const { ct, organMask, deepLps } = organPhantom(GRIDS['1 x 1 x 1 mm'], { vessels: false });
  const make = (contrastHu: number) => synthesizeScan({
    ct, organMask, organ: liver, generator: GENERATORS[0]!, seed: 5, lesions: [{ radiusMm: 10, centreLps: deepLps, parameters: { contrastHu, massEffect: 0, capsuleHu: 0, coreShare: 0 } }],
    quality: { threshold: 0.5, attempts: 1, finder },
  }, { signal: new AbortController().signal, kernels: cpuKernels });
  const made = await make(-55);
  const { finder: judge, attempts } = made.recipe.lesions[0]!.quality!;
  expect(judge).toMatchObject({ model: 'liver-lesion', digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  expect(attempts[0]!.tumourShare).toBeGreaterThan(0.5);
  const refused = await make(-1).then(() => undefined, (error: unknown) => error as GatewayError);
  expect(refused!.code).toBe('quality/not-reached');
});

it('counts what the network finds likeliest, whatever threshold finds the model\'s own lesions', { timeout: 120_000 }, async () => {
  const model = await loadModel(MODELS, 'liver-lesion');
  const { ct } = organPhantom(GRIDS['1 x 1 x 1 mm'], { vessels: false });
  const [columns, rows, slices] = ct.geometry.dimensions;
  const dark = { ...ct, voxels: ct.voxels.map((hu, at) => (Math.hypot((at % columns) - columns / 2, (Math.floor(at / columns) % rows) - rows / 2, Math.floor(at / columns / rows) - slices / 2) < 8 ? hu - 40 : hu)) };
  const countAt = async (lesionThreshold: number) => {
    const found = await tumourFinder({ ...model, manifest: { ...model.manifest, lesionThreshold } }, pool).find(dark, new AbortController().signal);
    return found.voxels.reduce((a, b) => a + b, 0);
  };
  const count = await countAt(0.5);
  expect(count).toBeGreaterThan(500);
  expect(await countAt(0.02)).toBe(count);
});

it('refuses a judge that finds no lesions', async () => {
  const organsOnly = await loadModel(MODELS, 'liver-localiser');
  expect(() => tumourFinder(organsOnly, pool)).toThrow(expect.objectContaining({ code: 'model/wrong-task' }));
});
