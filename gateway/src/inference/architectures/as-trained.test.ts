import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pointwise } from '../../../../test/support/test-network.ts';
import { writeModel } from '../../../../test/support/test-model.ts';
import { wholeBox } from '../../volume/crop.ts';
import { voxelCount, type Geometry } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import { loadModel } from '../load-models.ts';
import type { ModelManifest } from '../manifest.ts';
import { InferencePool } from '../pool.ts';
import { segmentVolume } from '../segment-volume.ts';
import { AS_TRAINED } from './as-trained.ts';

const geometry: Geometry = { dimensions: [24, 12, 12], spacingMm: [2, 2, 2], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const columnOf = (v: number) => v % geometry.dimensions[0];
const byColumn = (huOf: (column: number) => number) => makeVolume(geometry, Int16Array.from({ length: voxelCount(geometry) }, (_, v) => huOf(columnOf(v))));

let dir: string;
let pool: InferencePool;
const model = (name: string) => loadModel(dir, name);
const manifest = async (name: string): Promise<ModelManifest> => (await model(name)).manifest;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'as-trained-'));
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
  const whole = { windowHu: [0, 200], windowSize: [12, 12, 12] } as const;
  // On u = HU / 200: organ above 0.25 (50 HU), lesion above 0.75 (150 HU).
  writeModel(dir, [pointwise([0, 0], [20, -5], [60, -35])], { name: 'classes', architecture: 'softmax-as-trained', ...whole });
  const { labels } = writeModel(dir, [pointwise([0, 0], [20, -5], [60, -35])], { name: 'classes-clipped-first', architecture: 'softmax-clipped-first', ...whole });
  // The lesion's region lies inside the organ's.
  for (const name of ['regions-as-trained', 'regions-clipped-first']) writeModel(dir, [pointwise([20, -5], [60, -45])], { name, architecture: name, labels, ...whole });
});
afterAll(() => {
  pool.close();
  rmSync(dir, { recursive: true });
});

describe('networks run as they were trained', () => {
  it.each([
    // Half way between a voxel of -1000 and one of 100 HU: clipped to 0 and 100 first, 50; resampled first, -450, clipped to 0.
    ['classes', 0],
    ['classes-clipped-first', 0.25],
  ])('%s meet an edge between air and tissue', async (name, expected) => {
    const found = await manifest(name);
    const ct = byColumn(column => (column < 12 ? -1000 : 100));
    const { input } = AS_TRAINED.find(each => each.name === found.architecture)!.prepare({ ct, box: wholeBox(geometry), manifest: { ...found, spacingMm: [1, 2, 2] } });
    const row = input.voxels.subarray(0, 48);
    // A quarter and three quarters of the way across the edge.
    expect((row[23]! + row[24]!) / 2).toBeCloseTo(expected, 5);
    expect([row[0], row[47]]).toEqual([0, 0.5]);
  });

  it('fill windows up with 0 in the network\'s own units, and tell air by its own value', async () => {
    const found = { ...(await manifest('classes-clipped-first')), normalisation: { kind: 'zscore', mean: 80, sd: 40 } } as const;
    const { padValue, airValue } = AS_TRAINED[1]!.prepare({ ct: byColumn(() => 0), box: wholeBox(geometry), manifest: found });
    expect([padValue, airValue]).toEqual([0, -2]);
  });

  it.each(['classes', 'classes-clipped-first', 'regions-as-trained', 'regions-clipped-first'])('%s keep every label the network gives, in one piece or several', async name => {
    // Two organs that do not touch, a lesion in the smaller.
    const ct = byColumn(column => (column < 3 ? 100 : column < 8 ? -80 : column < 10 ? 100 : column < 12 ? 180 : column < 14 ? 100 : -80));
    const { labelmap, lesionProbability } = await segmentVolume(ct, await model(name), { pool, loadModel: model });
    expect([...labelmap.voxels.subarray(0, 24)]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(lesionProbability!.geometry.dimensions).toEqual([2, 12, 12]);
    // u = 0.9: logits 0, 13, 19 of classes, 13 and 9 of regions.
    const expected = name.startsWith('classes') ? 1 / (1 + Math.exp(-6) + Math.exp(-19)) : 1 / (1 + Math.exp(-9));
    expect(lesionProbability!.voxels[0]).toBeCloseTo(expected, 4);
  });

  it('a region\'s lesion is painted over its organ only where it is more likely than not', async () => {
    const { labelmap } = await segmentVolume(byColumn(column => 8 * column), await model('regions-as-trained'), { pool, loadModel: model });
    // 50 HU at column 6.25, 150 HU at 18.75.
    expect([...labelmap.voxels.subarray(0, 24)]).toEqual(Array.from({ length: 24 }, (_, column) => (column < 7 ? 0 : column < 19 ? 1 : 2)));
  });

  it('a region\'s lesion is painted where it is likelier than the manifest says', async () => {
    const loaded = await model('regions-as-trained');
    const { labelmap } = await segmentVolume(byColumn(column => 8 * column), { ...loaded, manifest: { ...loaded.manifest, lesionThreshold: 0.01 } }, { pool, loadModel: model });
    // Logit 60 u - 45 of -4.6 at 135 HU, column 16.8; the organ's stays where it was.
    expect([...labelmap.voxels.subarray(0, 24)]).toEqual(Array.from({ length: 24 }, (_, column) => (column < 7 ? 0 : column < 17 ? 1 : 2)));
  });
});
