import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rotation, sheared } from '../../../test/support/arbitrary-geometry.ts';
import { pointwise, slowLayers, writeNetwork } from '../../../test/support/test-network.ts';
import { writeModel } from '../../../test/support/test-model.ts';
import { GatewayError } from '../errors.ts';
import { ijkToLps, sameGrid, voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type HuVolume, type Labelmap } from '../volume/volume.ts';
import { loadModel } from './load-models.ts';
import { InferencePool } from './pool.ts';
import { segmentVolume } from './segment-volume.ts';

/*
 * A network of one 1x1x1 convolution on u = (HU + 100) / 400 tells three ranges apart by which line lies highest:
 * background 0, organ 20u - 6 (u > 0.3: HU > 20), lesion 60u - 38 (above organ from u = 0.8: HU > 220).
 */
const threeRanges = [pointwise([0, 0], [20, -6], [60, -38])];
const BACKGROUND_HU = -80;
const ORGAN_HU = 120;
const LESION_HU = 290;

const centreLps: Vec3 = [-40, 25, 130];
/** Off the middle on every axis, by different amounts. */
const lesionLps: Vec3 = [-40 + 11, 25 - 7, 130 + 4];

function gridOf(spacingMm: Vec3, direction: Geometry['direction']): Geometry {
  const raw: Geometry = { dimensions: spacingMm.map(s => Math.round(130 / s)) as unknown as Vec3, spacingMm, originLps: [0, 0, 0], direction };
  const middle = ijkToLps(raw, raw.dimensions.map(n => (n - 1) / 2) as unknown as Vec3);
  return { ...raw, originLps: [centreLps[0] + 12 - middle[0], centreLps[1] - 9 - middle[1], centreLps[2] - middle[2]] };
}

/** A ball of organ with an off-centre ball of lesion, and a smaller stray ball of organ value. */
function scene(geometry: Geometry): { ct: HuVolume; truth: Labelmap } {
  const hu = new Int16Array(voxelCount(geometry)).fill(BACKGROUND_HU);
  const truth = new Uint8Array(hu.length);
  const [columns, rows] = geometry.dimensions;
  const within = (p: Vec3, c: Vec3, r: number) => Math.hypot(p[0] - c[0], p[1] - c[1], p[2] - c[2]) <= r;
  for (let v = 0; v < hu.length; v++) {
    const p = ijkToLps(geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    if (within(p, [10, 10, 160], 5)) hu[v] = ORGAN_HU;
    if (within(p, centreLps, 30)) [hu[v], truth[v]] = [ORGAN_HU, 1];
    if (within(p, lesionLps, 9)) [hu[v], truth[v]] = [LESION_HU, 2];
  }
  return { ct: makeVolume(geometry, hu), truth: makeVolume(geometry, truth) };
}

const dice = (a: Uint8Array, b: Uint8Array, value: number) => {
  let [both, sum] = [0, 0];
  a.forEach((v, n) => {
    if (v === value) sum++;
    if (b[n] === value) sum++;
    if (v === value && b[n] === value) both++;
  });
  return (2 * both) / sum;
};

let dir: string;
let pool: InferencePool;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'segment-'));
  pool = new InferencePool({ processes: 2, threadsPerProcess: 1, providers: ['cpu'] });
  const organOnly = [pointwise([0, 0], [20, -6])];
  writeModel(dir, organOnly, { name: 'test-localiser', task: 'organ-localiser', spacingMm: [5, 5, 5], windowSize: [16, 16, 16], orientation: 'RAS' });
  const localiser = { model: 'test-localiser', organ: 'liver', marginMm: 10 };
  writeModel(dir, threeRanges, { name: 'zyx-lps', localiser });
  writeModel(dir, threeRanges, { name: 'xyz-ras', localiser, axisOrder: 'xyz', orientation: 'RAS', windowSize: [20, 24, 28], spacingMm: [2, 2.2, 1.8] });
  writeModel(dir, threeRanges, { name: 'permuted', localiser, orientation: 'SPL', windowSize: [20, 24, 28] });
  writeModel(dir, threeRanges, { name: 'alone' });
  writeModel(dir, slowLayers(16, 6), { name: 'slow', windowSize: [48, 48, 48] });
});
afterAll(() => {
  pool.close();
  rmSync(dir, { recursive: true });
});

const tools = () => ({ pool, loadModel: (name: string) => loadModel(dir, name) });

const grids: [string, Geometry][] = [
  ['axial', gridOf([1.5, 1.6, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1])],
  ['stored in reverse', gridOf([1.5, 1.6, 3], [1, 0, 0, 0, 1, 0, 0, 0, -1])],
  ['oblique', gridOf([1.7, 1.7, 2.5], rotation([0.3, 1, 0.2], 0.35))],
  ['tilted', gridOf([1.7, 1.7, 2.5], sheared(rotation([1, 0, 0], 0), 0.2))],
];

describe('segmentVolume', () => {
  it.each(grids.flatMap(([name, geometry]) => ['zyx-lps', 'xyz-ras', 'permuted'].map(model => [name, model, geometry] as const)))('labels a scan %s with model %s at the right place', async (_, model, geometry) => {
    const { ct, truth } = scene(geometry);
    const result = await segmentVolume(ct, await loadModel(dir, model), tools());
    expect(sameGrid(result.labelmap.geometry, geometry)).toBe(true);
    expect(dice(result.labelmap.voxels, truth.voxels, 1)).toBeGreaterThan(0.92);
    expect(dice(result.labelmap.voxels, truth.voxels, 2)).toBeGreaterThan(0.85);
    expect(result.models.map(m => [m.name, m.provider])).toEqual([['test-localiser', 'cpu'], [model, 'cpu']]);
  });

  it('keeps only the organ of the largest component', async () => {
    const { ct, truth } = scene(grids[0]![1]);
    const alone = await segmentVolume(ct, await loadModel(dir, 'alone'), tools());
    const stray = ct.voxels.findIndex((hu, v) => hu === ORGAN_HU && truth.voxels[v] === 0);
    expect(stray).toBeGreaterThan(0);
    expect(alone.labelmap.voxels[stray]).toBe(0);
    expect(dice(alone.labelmap.voxels, truth.voxels, 1)).toBeGreaterThan(0.92);
  });

  it('gives the probability of lesions on a block that holds them', async () => {
    const { ct } = scene(grids[0]![1]);
    const { lesionProbability } = await segmentVolume(ct, await loadModel(dir, 'zyx-lps'), tools());
    const { dimensions } = lesionProbability!.geometry;
    expect(voxelCount(lesionProbability!.geometry)).toBeLessThan(voxelCount(ct.geometry) / 20);
    const middle = Math.floor(dimensions[0] / 2) + dimensions[0] * (Math.floor(dimensions[1] / 2) + dimensions[1] * Math.floor(dimensions[2] / 2));
    // u = 0.975: logits 0, 13.5 and 20.5.
    expect(lesionProbability!.voxels[middle]).toBeCloseTo(1 / (1 + Math.exp(-7)), 2);
    expect(lesionProbability!.voxels.every(p => p >= 0 && p <= 1)).toBe(true);
  });

  it('finds nothing where there is nothing', async () => {
    const geometry = grids[0]![1];
    const empty = makeVolume(geometry, new Int16Array(voxelCount(geometry)).fill(-50));
    const progress: number[] = [];
    const result = await segmentVolume(empty, await loadModel(dir, 'zyx-lps'), { ...tools(), onProgress: f => progress.push(f) });
    expect(result.labelmap.voxels.every(v => v === 0)).toBe(true);
    expect(result.lesionProbability).toBeUndefined();
    expect(result.models.map(m => m.provider)).toEqual(['cpu', 'none']);
    const air = makeVolume(geometry, new Int16Array(voxelCount(geometry)).fill(-1000));
    expect((await segmentVolume(air, await loadModel(dir, 'alone'), tools())).models.map(m => m.provider)).toEqual(['none']);
  });

  it('reports progress that only grows, to the end', async () => {
    const progress: number[] = [];
    await segmentVolume(scene(grids[0]![1]).ct, await loadModel(dir, 'zyx-lps'), { ...tools(), onProgress: f => progress.push(f) });
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBeCloseTo(1, 9);
    expect(progress.length).toBeGreaterThan(5);
  });

  it('stops within one window when cancelled', async () => {
    const { ct } = scene(grids[0]![1]);
    const abort = new AbortController();
    let seen = 0;
    const run = segmentVolume(ct, { ...(await loadModel(dir, 'slow')), manifest: { ...(await loadModel(dir, 'slow')).manifest, labels: [null] } }, {
      ...tools(), signal: abort.signal, onProgress: () => { if (++seen === 1) abort.abort(new GatewayError('job/cancelled', 'The job was cancelled.')); },
    });
    await expect(run).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(seen).toBe(1);
    expect((await segmentVolume(ct, await loadModel(dir, 'alone'), tools())).models[0]!.provider).toBe('cpu');
  });

  it('says when a network does not answer as its manifest says', async () => {
    const { manifest } = await loadModel(dir, 'alone');
    const network = writeNetwork(dir, 'two-channels', [pointwise([1, 0], [0, 1])]);
    await expect(segmentVolume(scene(grids[0]![1]).ct, { manifest, network }, tools())).rejects.toMatchObject({ code: 'model/unreadable' });
  });

  it('says when the localiser does not know the organ', async () => {
    const loaded = await loadModel(dir, 'zyx-lps');
    const manifest = { ...loaded.manifest, localiser: { model: 'test-localiser', organ: 'spleen', marginMm: 5 } };
    await expect(segmentVolume(scene(grids[0]![1]).ct, { ...loaded, manifest }, tools())).rejects.toMatchObject({ code: 'model/unreadable' });
  });
});
