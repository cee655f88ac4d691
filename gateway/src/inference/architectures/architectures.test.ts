import { describe, expect, it } from 'vitest';
import { rotation } from '../../../../test/support/arbitrary-geometry.ts';
import { cropGeometry, type Box } from '../../volume/crop.ts';
import { ijkToLps, lpsToIjk, voxelCount, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { ModelManifest } from '../manifest.ts';
import { ARCHITECTURES } from './index.ts';

const geometry: Geometry = { dimensions: [40, 36, 20], spacingMm: [1.1, 1.2, 3], originLps: [-60, 20, 400], direction: rotation([0.2, 1, 0.1], 0.4) };
const box: Box = { low: [6, 4, 3], high: [34, 30, 17] };
const manifestOf = (overrides: Partial<ModelManifest>) => ({
  labels: [null, { role: 'organ' }, { role: 'lesion' }], windowHu: [-100, 300], normalisation: { kind: 'unit' }, spacingMm: [2, 2.5, 3], orientation: 'RAS', ...overrides,
}) as unknown as ModelManifest;

const indexOf = ({ dimensions: [columns, rows] }: Geometry, v: number): Vec3 => [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))];
const lpsOf = (g: Geometry, v: number) => ijkToLps(g, indexOf(g, v));

/** HU that rise along a slanted line, all within the window. */
const huAt = ([x, y, z]: Vec3) => 100 + 1.3 * (x + 60) - 0.9 * (y - 20) + 0.7 * (z - 400);
const ct = makeVolume(geometry, Float32Array.from({ length: voxelCount(geometry) }, (_, v) => huAt(lpsOf(geometry, v))));

describe('architectures', () => {
  it('have names of their own', () => {
    expect(new Set(ARCHITECTURES.map(a => a.name)).size).toBe(ARCHITECTURES.length);
  });
});

describe.each(ARCHITECTURES)('architecture $name', architecture => {
  it.each([
    ['unit', (hu: number) => (hu + 100) / 400, 0],
    ['signed', (hu: number) => (hu - 100) / 200, -1],
    ['zscore', (hu: number) => (hu - 80) / 50, -3.6],
  ] as const)('prepares %s input by world position', (kind, expected, padValue) => {
    const normalisation = kind === 'zscore' ? { kind, mean: 80, sd: 50 } : { kind };
    const prepared = architecture.prepare({ ct, box, manifest: manifestOf({ normalisation }) });
    const { geometry: grid, voxels } = prepared.input;
    expect(grid.direction).toEqual([-1, 0, 0, 0, -1, 0, 0, 0, 1]);
    expect(grid.spacingMm).toEqual([2, 2.5, 3]);
    expect(prepared.airValue ?? prepared.padValue).toBeCloseTo(padValue, 5);
    let [inside, worst] = [0, 0];
    voxels.forEach((value, v) => {
      const at = lpsToIjk(geometry, lpsOf(grid, v));
      if (at.some((p, a) => p < 0 || p > geometry.dimensions[a]! - 1)) return;
      inside++;
      worst = Math.max(worst, Math.abs(value - expected(huAt(lpsOf(grid, v)))));
    });
    expect(worst).toBeLessThan(5e-4);
    expect(inside).toBeGreaterThan(500);
  });

  it('clips to the HU window', () => {
    const { input } = architecture.prepare({ ct, box, manifest: manifestOf({ windowHu: [90, 110] }) });
    expect(Math.min(...input.voxels)).toBeCloseTo(0, 5);
    expect(Math.max(...input.voxels)).toBeCloseTo(1, 5);
  });

  it('brings scores back to the source grid before the largest wins, and gives lesions a probability', async () => {
    const manifest = manifestOf({});
    const { input: { geometry: grid } } = architecture.prepare({ ct, box, manifest });
    const target = cropGeometry(geometry, box);
    // Organ beyond one slanted plane, lesion beyond a second one: linear scores, so linear resampling is exact.
    const regions = architecture.lacksBackground === true;
    const scores = (p: Vec3) => [0, huAt(p) - 95, regions ? huAt(p) - 107 : 3 * (huAt(p) - 95) - 24];
    const logits = [0, 1, 2].map(c => Float32Array.from({ length: voxelCount(grid) }, (_, v) => scores(lpsOf(grid, v))[c]!));
    const progress: number[] = [];
    const { labelmap, lesionProbability } = await architecture.finish({ logits, grid, target, manifest, onProgress: f => progress.push(f) });
    let wrong = 0;
    labelmap.voxels.forEach((value, v) => {
      const s = scores(lpsOf(target, v));
      const best = regions ? s.findLastIndex((score, c) => c === 0 || score > 0) : s.indexOf(Math.max(...s));
      const margin = regions ? Math.min(Math.abs(s[1]!), Math.abs(s[2]!)) : Math.max(...s) - Math.max(...s.filter((_, c) => c !== best));
      if (margin > 0.05 && value !== best) wrong++;
    });
    // Outermost voxels may lie half a voxel beyond the network's outermost centres.
    expect(wrong / labelmap.voxels.length).toBeLessThan(0.01);
    expect(new Set(labelmap.voxels)).toEqual(new Set([0, 1, 2]));
    expect(progress.at(-1)).toBe(1);
    let [checked, worst] = [0, 0];
    lesionProbability!.voxels.forEach((p, v) => {
      const lps = lpsOf(lesionProbability!.geometry, v);
      if (lpsToIjk(grid, lps).some((q, a) => q < 0 || q > grid.dimensions[a]! - 1)) return;
      const [b, o, l] = scores(lps).map(Math.exp) as [number, number, number];
      checked++;
      worst = Math.max(worst, Math.abs(p - l / (regions ? 1 + l : b + o + l)));
    });
    expect(worst).toBeLessThan(5e-3);
    expect(checked).toBeGreaterThan(500);
  });

  it('gives no probability where there is no lesion, and stops when told to', async () => {
    const manifest = manifestOf({});
    const { input: { geometry: grid } } = architecture.prepare({ ct, box, manifest });
    const logits = [1, 0, 0].map(value => new Float32Array(voxelCount(grid)).fill(value));
    const request = { logits, grid, target: cropGeometry(geometry, box), manifest };
    const { labelmap, lesionProbability } = await architecture.finish(request);
    expect(labelmap.voxels.every(v => v === 0)).toBe(true);
    expect(lesionProbability).toBeUndefined();
    await expect(architecture.finish({ ...request, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
