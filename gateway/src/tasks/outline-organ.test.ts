import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModel } from '../../../test/support/test-model.ts';
import { pointwise } from '../../../test/support/test-network.ts';
import { kidney } from '../anatomy/organs/kidney.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { pancreas } from '../anatomy/organs/pancreas.ts';
import { loadModel } from '../inference/load-models.ts';
import { InferencePool } from '../inference/pool.ts';
import { networkRunner } from '../wiring/run-network.ts';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type HuVolume } from '../volume/volume.ts';
import { outlineOrgan } from './outline-organ.ts';

/** On u = (HU + 100) / 400: organ from HU 20, kidney from HU 220. */
const ranges = pointwise([0, 0], [20, -6], [60, -38]);
const geometry: Geometry = { dimensions: [60, 40, 30], spacingMm: [2, 2, 4], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const SPHERES: readonly (readonly [hu: number, centre: Vec3, radius: number])[] = [[120, [60, 40, 60], 26], [290, [20, 20, 30], 14], [290, [100, 20, 30], 12], [290, [20, 66, 100], 6]];

/** A liver of 120 HU between two kidneys of 290, and a speck as bright as they. */
function scan(): HuVolume {
  const hu = new Int16Array(voxelCount(geometry)).fill(-80);
  for (let v = 0; v < hu.length; v++) {
    const [x, y, z] = [2 * (v % 60), 2 * (Math.floor(v / 60) % 40), 4 * Math.floor(v / 2400)];
    for (const [value, [a, b, c], radius] of SPHERES) if (Math.hypot(x - a, y - b, z - c) < radius) hu[v] = value;
  }
  return makeVolume(geometry, hu);
}
const at = ([x, y, z]: Vec3) => Math.round(x / 2) + 60 * (Math.round(y / 2) + 40 * Math.round(z / 4));

let dir: string;
let pool: InferencePool;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'outline-'));
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
  const labels = [null, { ...liver.segment, role: 'organ' as const }, { ...kidney.segment, role: 'organ' as const, pieces: 2, evidence: 'Dice 0.5 on one scan' }];
  writeModel(dir, [ranges], { name: 'coarse', task: 'organ-localiser', spacingMm: [4, 4, 4], labels });
  writeModel(dir, [ranges], { name: 'fine', localiser: { model: 'coarse', organ: 'liver', marginMm: 10 } });
});
afterAll(() => {
  pool.close();
  rmSync(dir, { recursive: true });
});

describe('outlineOrgan', () => {
  const services = () => {
    const load = (name = 'fine') => loadModel(dir, name);
    return { model: async (name?: string) => (await load(name)).manifest, runNetwork: networkRunner(load, pool) };
  };
  const outlined = (organ: Parameters<typeof outlineOrgan>[1]) => outlineOrgan(scan(), organ, { services: services(), signal: new AbortController().signal, onProgress: () => undefined });

  it('takes the default model where that knows the organ, without a word', async () => {
    const { mask, model, warnings } = await outlined(liver);
    expect([model.name, warnings]).toEqual(['fine', []]);
    expect(mask.voxels[at(SPHERES[0]![1])]).toBe(1);
  });

  it('falls back on the localiser: both kidneys and nothing else, with what is known of its quality', async () => {
    const { mask, model, warnings } = await outlined(kidney);
    expect(model.name).toBe('coarse');
    expect(SPHERES.map(([, centre]) => mask.voxels[at(centre)])).toEqual([0, 1, 1, 0]);
    const drawn = [14, 12].reduce((sum, r) => sum + (4 / 3) * Math.PI * r ** 3, 0);
    const outlinedMm3 = mask.voxels.reduce((sum, v) => sum + 16 * v, 0);
    // The network's threshold lies near the kidney's own HU: the rim is lost.
    expect(outlinedMm3 / drawn).toBeGreaterThan(0.55);
    expect(outlinedMm3 / drawn).toBeLessThan(1);
    expect(warnings).toEqual([{ code: 'mask/coarse', message: expect.stringMatching(/kidney.*coarse.*4 mm.*Dice 0\.5 on one scan/) }]);
  });

  it('asks for a mask where neither knows the organ', () => expect(outlined(pancreas)).rejects.toMatchObject({ code: 'mask/missing' }));
});
