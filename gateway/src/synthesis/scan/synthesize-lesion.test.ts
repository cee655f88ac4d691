import { describe, expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { makeVolume } from '../../volume/volume.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import type { LesionRecipe } from './scan-recipe.ts';
import { synthesizeLesion, type SynthesizeLesionInput } from './synthesize-lesion.ts';

const phantom = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const { ct, organMask, deepLps } = phantom;
type Change = Partial<Omit<SynthesizeLesionInput, 'request'>> & { request?: Partial<SynthesizeLesionInput['request']> };
const survey = measureOrgan(ct, organMask);
const run = ({ request, ...rest }: Change = {}, signal = new AbortController().signal) =>
  synthesizeLesion({ ct, organMask, organ: liver, generator: studio, ...(rest.organMask || rest.ct ? {} : { survey }), ...rest, request: { radiusMm: 8, seed: 3, centreLps: deepLps, ...request } }, { signal, kernels: cpuKernels });
const code = async (change: Change) => run(change).then(() => 'no refusal', (error: { code?: string }) => error.code);

const sameBytes = (a: Int16Array | Float32Array, b: Int16Array | Float32Array) => Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;

function meanWithin(voxels: Int16Array | Float32Array, radiusMm: number): number {
  const [columns, rows, slices] = ct.geometry.dimensions;
  const frame = lesionFrame(ct.geometry, deepLps);
  let [sum, count] = [0, 0];
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        if (Math.hypot(frame.x(i, j, k), frame.y(i, j, k), frame.z(i, j, k)) > radiusMm) continue;
        sum += voxels[at]!;
        count++;
      }
  return sum / count;
}

describe('synthesizeLesion', () => {
  it('has the contrast asked for in its core and leaves the input alone', async () => {
    const before = ct.voxels.slice();
    const { ct: made, recipe } = await run({ request: { parameters: { contrastHu: -42, coreShare: 0, capsuleHu: 0, heterogeneity: 0.05 } } });
    expect(Math.abs(meanWithin(made.voxels, 4) - (110 - 42))).toBeLessThan(3);
    expect(sameBytes(ct.voxels, before)).toBe(true);
    expect(recipe).toMatchObject({ generator: 'studio', organ: 'liver', seed: 3, phaseSource: 'guessed', lesions: [{ lesion: 1, seed: 3, radiusMm: 8, phase: 'venous', parameters: { contrastHu: -42 } }] });
  });

  it('keeps the noise of the scan inside the lesion', async () => {
    const { ct: made, lesionLabel } = await run({ request: { radiusMm: 10, parameters: { contrastHu: -40, heterogeneity: 0, coreShare: 0, capsuleHu: 0, massEffect: 0 } } });
    const spread = (voxels: Int16Array | Float32Array) => {
      const inside = [...voxels].filter((_, at) => lesionLabel.voxels[at] === 1);
      const mean = inside.reduce((a, b) => a + b, 0) / inside.length;
      return Math.sqrt(inside.reduce((a, b) => a + (b - mean) ** 2, 0) / inside.length);
    };
    expect(spread(made.voxels) / spread(ct.voxels)).toBeGreaterThan(0.9);
    expect(spread(made.voxels) / spread(ct.voxels)).toBeLessThan(1.25);
  });

  it('replays its own recipe to the same bytes', async () => {
    const first = await run({ request: { seed: 99, radiusMm: 11 } });
    const [{ parameters }] = first.recipe.lesions as [LesionRecipe];
    const known = Object.keys((studio.parameters as { properties: object }).properties);
    const asked = Object.fromEntries(Object.entries(parameters).filter(([name]) => known.includes(name)));
    const again = await run({ request: { seed: 99, radiusMm: 11, parameters: asked } });
    expect(sameBytes(again.ct.voxels, first.ct.voxels)).toBe(true);
  });

  it('says when the organ cuts the lesion and when it is smaller than a voxel', async () => {
    const edge = [deepLps[0] - 36, deepLps[1], deepLps[2]] as const;
    expect((await run({ request: { radiusMm: 15, centreLps: edge } })).warnings.map(w => w.code)).toContain('lesion/cut-by-organ');
    const thick = organPhantom(GRIDS['0.7 x 0.7 x 5 mm']);
    const small = await run({ ct: thick.ct, organMask: thick.organMask, organ: { ...liver, lesionKinds: [{ ...liver.lesionKinds[0], radiusMm: [0.3, 50] }] }, request: { radiusMm: 0.5 } });
    expect(small.warnings.map(w => w.code)).toContain('lesion/sub-voxel');
    expect(small.lesionLabel.voxels.reduce((a, b) => a + b, 0)).toBe(1);
  });

  it('keeps out of holes in the mask, as a segmentation with lesions of its own has them', async () => {
    const [columns, rows] = organMask.geometry.dimensions;
    const frame = lesionFrame(organMask.geometry, deepLps);
    const hole = organMask.voxels.map((_, v) => (Math.hypot(...(['x', 'y', 'z'] as const).map(axis => frame[axis](v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))))) < 9 ? 1 : 0));
    const holed = makeVolume(organMask.geometry, organMask.voxels.map((organ, v) => (hole[v] ? 0 : organ)));
    expect(await code({ organMask: holed })).toBe('placement/outside-organ');
    for (const seed of [1, 2, 3, 4]) {
      const { lesionLabel, placement } = await synthesizeLesion({ ct, organMask: holed, organ: liver, generator: studio, request: { radiusMm: 7, seed } }, { signal: new AbortController().signal, kernels: cpuKernels });
      expect(placement.source).toBe('drawn');
      expect(lesionLabel.voxels.some(v => v === 1)).toBe(true);
      expect(lesionLabel.voxels.some((v, at) => v === 1 && hole[at] === 1)).toBe(false);
    }
  });

  it('works on fractional HU and saturates only what it touches', async () => {
    const odd = Float32Array.from(ct.voxels, hu => hu + 0.25);
    odd[5] = -3024;
    const { ct: made } = await run({ ct: makeVolume(ct.geometry, odd) });
    expect(made.voxels[5]).toBe(-3024);
    expect(made.voxels[0]).toBe(odd[0]);
    expect([...made.voxels].every((hu, at) => hu === odd[at] || Number.isInteger(hu))).toBe(true);
  });

  it('refuses by name', async () => {
    expect(await code({ request: { radiusMm: 0.2 } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { radiusMm: Number.NaN } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { seed: -1 } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { seed: 1.5 } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { centreLps: [Number.NaN, 0, 0] } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { parameters: { contrastHu: -900 } } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { parameters: { colour: 3 } } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { parameters: { edgeSigmaMm: '1' } } })).toBe('generator/invalid-parameters');
    expect(await code({ request: { centreLps: [900, 0, 0] } })).toBe('placement/outside-organ');
    expect(await code({ request: { radiusMm: 45 } })).toBe('placement/radius-too-large');
    expect(await code({ organMask: makeVolume(organMask.geometry, new Uint8Array(organMask.voxels.length)) })).toBe('mask/empty');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(run({}, controller.signal)).rejects.toThrow();
  });
});
