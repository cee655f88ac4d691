import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../gateway/src/inference/load-models.ts';
import type { ModelManifest } from '../../gateway/src/inference/manifest.ts';
import { InferencePool } from '../../gateway/src/inference/pool.ts';
import { segmentVolume, type SegmentedVolume } from '../../gateway/src/inference/segment-volume.ts';
import { dice } from '../../gateway/src/metrics/dice.ts';
import { maskOf } from '../../gateway/src/volume/mask-of.ts';
import type { Labelmap } from '../../gateway/src/volume/volume.ts';
import { ballScene, SCENE } from '../support/ball-scene.ts';
import { importAltered, importByCommand, SAMPLE_NETWORKS, type Alteration, type Json } from '../support/imported-networks.ts';

const { ct, truth } = ballScene();
let folder: string;
let pool: InferencePool;

const models = () => join(folder, 'models');
const segmented = async (name: string): Promise<SegmentedVolume> => segmentVolume(ct, await loadModel(models(), name), { pool, loadModel: each => loadModel(models(), each) });
const manifestOf = (name: string) => JSON.parse(readFileSync(join(models(), name, 'model.json'), 'utf8')) as ModelManifest;

/** Dice of organ, tumours and cyst against the scene, on the CT's own grid. */
function scores(labelmap: Labelmap, from: string): readonly [organ: number, tumour: number, cyst: number] {
  const { channels } = SAMPLE_NETWORKS[from]!;
  const score = (value: number, channel: number) => dice({ reference: maskOf(truth, each => each === value), prediction: maskOf(labelmap, each => each === channel) })!;
  return [score(SCENE.organ, channels[0]), score(SCENE.tumour, channels[1]), score(SCENE.cyst, channels[2])];
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-networks-'));
  mkdirSync(models());
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
});

afterAll(() => {
  pool.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a network of another framework', () => {
  it.each(Object.keys(SAMPLE_NETWORKS))('%s finds organ, tumours and cyst where they are', async name => {
    const run = await importByCommand(folder, name);
    expect(run.status, run.stderr).toBe(0);
    const { labelmap, lesionProbability } = await segmented(name);
    const [organ, tumour, cyst] = scores(labelmap, name);
    const { channels, reaches = [0.8, 0.8] } = SAMPLE_NETWORKS[name]!;
    expect(organ).toBeGreaterThan(0.9);
    expect(tumour).toBeGreaterThan(reaches[0]);
    expect(cyst).toBeGreaterThan(reaches[1]);
    const { labels } = manifestOf(name);
    expect(labels[channels[1]]).toMatchObject({ name: 'liver-lesion', role: 'lesion' });
    // Where lesions are, they are likely, whatever the network's last layer.
    const inside = lesionProbability!.voxels.filter(p => p > 0.5).length;
    expect(inside).toBeGreaterThan(0.8 * labelmap.voxels.filter(value => labels[value]?.role === 'lesion').length);
  });
});

const configuration = (plans: Json) => (plans['configurations'] as Json)['3d_fullres'] as Json;
const intensities = (plans: Json) => (plans['foreground_intensity_properties_per_channel'] as Json)['0'] as Json;
const transform = (inference: Json, name: string): Json => ((inference['preprocessing'] as Json)['transforms'] as Json[]).find(each => each['_target_'] === name)!;
const inPlans = (change: (plans: Json) => void): Alteration => ({ changes: { 'plans.json': change } });
const inInference = (change: (inference: Json) => void): Alteration => ({ changes: { 'configs/inference.json': change } });

/** What a reader that overlooked a setting would make of an export. */
const OVERLOOKED: readonly (readonly [what: string, from: string, alteration: Alteration])[] = [
  ['mean and SD', 'nnunet-transposed', inPlans(plans => Object.assign(intensities(plans), { mean: 0, std: 1 }))],
  ['the percentiles', 'nnunet-plain', inPlans(plans => Object.assign(intensities(plans), { percentile_00_5: -1000, percentile_99_5: 3000 }))],
  ['transpose_forward', 'nnunet-transposed', inPlans(plans => Object.assign(plans, { transpose_forward: [0, 1, 2] }))],
  ['left and right', 'nnunet-transposed', { values: { orientation: 'RPS' } }],
  ['the orientation that the reader makes', 'nnunet-plain', { ...inPlans(plans => Object.assign(plans, { image_reader_writer: 'SimpleITKIO' })), values: { orientation: 'LPS' } }],
  ['the voxel size', 'nnunet-plain', inPlans(plans => Object.assign(configuration(plans), { spacing: [7, 5, 5] }))],
  ['the HU window', 'monai-unet', inInference(inference => Object.assign(transform(inference, 'ScaleIntensityRanged'), { a_min: -1000, a_max: 1000 }))],
  ['the orientation', 'monai-unet', inInference(inference => Object.assign(transform(inference, 'Orientationd'), { axcodes: 'LPS' }))],
  ['the order of axes', 'monai-unetr', inInference(inference => Object.assign(transform(inference, 'Orientationd'), { axcodes: 'SAR' }))],
];

describe('a setting that is overlooked', () => {
  it.each(OVERLOOKED)('shows: %s of %s', async (what, from, alteration) => {
    const as = `overlooked-${what.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
    await importAltered(folder, from, { ...alteration, as });
    const [, tumour, cyst] = scores((await segmented(as)).labelmap, from);
    expect(Math.min(tumour, cyst)).toBeLessThan(0.6);
  });
});
