import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { packFrame } from '../../gateway/src/dicom/seg/pack-bits.ts';
import { cpuKernels } from '../../gateway/src/kernels/cpu.ts';
import { GENERATORS } from '../../gateway/src/synthesis/generators/index.ts';
import { paper } from '../../gateway/src/synthesis/generators/paper.ts';
import { studio } from '../../gateway/src/synthesis/generators/studio.ts';
import { measureOrgan } from '../../gateway/src/synthesis/survey/organ-statistics.ts';
import { synthesizeScan } from '../../gateway/src/synthesis/scan/synthesize-scan.ts';
import { boundingBox, crop, cropGeometry, growBox, paste, type Box } from '../../gateway/src/volume/crop.ts';
import { huChecksum } from '../../gateway/src/volume/hu-checksum.ts';
import { makeVolume, type HuVolume } from '../../gateway/src/volume/volume.ts';
import type { Schema } from '../../ohif-extension/src/form/schema-form.ts';
import { withDefaults } from '../../ohif-extension/src/form/with-defaults.ts';
import { createEngine } from '../../ohif-extension/src/preview/engine/engine.ts';
import type { HuBlock, SurveyedOrgan } from '../../ohif-extension/src/preview/engine/messages.ts';

const { ct, organMask, deepLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const { statistics } = measureOrgan(ct, organMask);
const box = boundingBox(organMask) as Box;

const blockOf = (volume: HuVolume, at: Box): HuBlock => ({ box: at, hu: Float32Array.from(crop<Float32Array | Int16Array>(volume, at).voxels) });

function surveyed(changes: Partial<SurveyedOrgan> = {}): SurveyedOrgan {
  const { voxels } = crop(organMask, box);
  const maskBits = new Uint8Array(Math.ceil(voxels.length / 8));
  packFrame(voxels, 1, { packed: maskBits, firstBit: 0 });
  const around = blockOf(ct, growBox(box, ct.geometry, 8));
  return { organ: 'liver', geometry: ct.geometry, box, maskBits, statistics, huChecksum: huChecksum(ct, box), around, ...changes };
}

const spec = (centreLps: readonly [number, number, number], changes: object = {}) => ({
  generator: 'studio', generatorVersion: studio.version, phase: 'venous' as const, centreLps, radiusMm: 7, seed: 5, scanSeed: 5, parameters: withDefaults(studio.parameters as Schema, {}), ...changes,
});

const code = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);

describe('the preview engine', () => {
  it.each(GENERATORS.filter(({ requires = [] }) => requires.length === 0))('makes what the gateway stores, to the last HU, also for a second lesion on the first: $name', async (generator) => {
    const asked = [{ centreLps: deepLps, seed: 5 }, { centreLps: [deepLps[0] + 16, deepLps[1], deepLps[2]] as const, seed: 11 }];
    const own = { generator: generator.name, generatorVersion: generator.version, parameters: withDefaults(generator.parameters as Schema, {}) };
    const engine = createEngine(() => Promise.resolve(cpuKernels));
    await engine.open(surveyed());
    let shown: HuVolume = makeVolume<Float32Array>(ct.geometry, Float32Array.from(ct.voxels));
    for (const { centreLps, seed } of asked) {
      const order = spec(centreLps, { ...own, seed });
      const { after } = await engine.make({ spec: order, before: blockOf(shown, await engine.boxOf(order)), taken: [] });
      const next: HuVolume = makeVolume<Float32Array>(ct.geometry, Float32Array.from(shown.voxels));
      paste<Float32Array>(next, makeVolume(cropGeometry(ct.geometry, after.box), Float32Array.from(after.hu)), after.box);
      shown = next;
    }
    const lesions = asked.map((lesion) => ({ ...lesion, radiusMm: 7 }));
    const stored = await synthesizeScan({ ct, organMask, organ: liver, generator, phase: 'venous', seed: 5, lesions }, { signal: new AbortController().signal, kernels: cpuKernels });
    expect(stored.ct.voxels.some((hu, v) => hu !== ct.voxels[v])).toBe(true);
    expect([...stored.ct.voxels.entries()].filter(([v, hu]) => hu !== shown.voxels[v])).toEqual([]);
  });

  it('refuses by the gateway\'s own rules', async () => {
    const engine = createEngine(() => Promise.resolve(cpuKernels));
    expect(await code(engine.boxOf(spec(deepLps)))).toBe('No organ is open.');
    await engine.open(surveyed());
    const make = async (order: ReturnType<typeof spec>, taken: { centreLps: readonly [number, number, number]; radiusMm: number }[] = []) =>
      engine.make({ spec: order, before: blockOf(ct, await engine.boxOf(order)), taken });
    expect(await code(make(spec([deepLps[0], deepLps[1], deepLps[2] + 300])))).toBe('placement/outside-organ');
    expect(await code(make(spec(deepLps, { radiusMm: 39 })))).toBe('placement/radius-too-large');
    expect(await code(make(spec(deepLps, { radiusMm: 90 })))).toBe('generator/invalid-parameters');
    expect(await code(make(spec(deepLps, { kind: 'soul' })))).toBe('kind/unknown');
    expect(await code(make(spec(deepLps, { generator: paper.name, generatorVersion: paper.version, parameters: {}, kind: 'cyst' })))).toBe('kind/not-made');
    expect(await code(make(spec(deepLps), [{ centreLps: deepLps, radiusMm: 5 }]))).toBe('placement/overlaps-lesion');
    expect(await code(engine.boxOf(spec(deepLps, { generator: 'unheard-of' })))).toBe('viewer/no-preview');
    expect(await code(engine.boxOf(spec(deepLps, { generatorVersion: '0.0.1' })))).toBe('viewer/no-preview');
    expect((await engine.room(deepLps)).largestMm).toBeGreaterThan(7);
  });

  it('refuses voxels that are not the gateway\'s', async () => {
    const engine = createEngine(() => Promise.resolve(cpuKernels));
    const { around } = surveyed();
    const other = { box: around.box, hu: Float32Array.from(around.hu, (hu) => hu + 1) };
    expect(await code(engine.open(surveyed({ around: other })))).toBe('viewer/other-voxels');
    expect(await code(engine.open(surveyed({ organ: 'soul' })))).toBe('viewer/no-preview');
  });
});
