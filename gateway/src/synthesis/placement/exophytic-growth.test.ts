import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kidneyPhantom } from '../../../../test/phantoms/kidney-phantom.ts';
import { kidney } from '../../anatomy/organs/kidney.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { voxelVolumeMl } from '../../volume/geometry.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { synthesizeLesion, type SynthesizeLesionInput } from '../scan/synthesize-lesion.ts';

const { ct, organMask, tissueAt } = kidneyPhantom();
const hard = Int32Array.from(ct.voxels.keys()).filter(at => ['bone', 'gas'].includes(tissueAt(at)));
const survey = measureOrgan(ct, organMask, { vessels: false });
const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const run = (request: SynthesizeLesionInput['request'], organ = kidney) => synthesizeLesion({ ct, organMask, organ, generator: studio, survey, request }, tools);

/** Labelled voxels by tissue, and the share outside the organ. */
function contents(label: Uint8Array) {
  const counts = { kidney: 0, fat: 0, gas: 0, bone: 0, spleen: 0 };
  label.forEach((v, at) => v === 1 && counts[tissueAt(at)]++);
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  return { ...counts, total, outside: 1 - counts.kidney / total };
}

describe('an exophytic lesion', () => {
  it.each([0.2, 0.4, 0.6])('lies outside by about the share asked for (%d), with its volume, in what gives way', async share => {
    for (const seed of [1, 2, 3]) {
      const { lesionLabel, ct: made, recipe } = await run({ radiusMm: 12, seed, parameters: { exophytic: share } });
      const { outside, gas, bone, total } = contents(lesionLabel.voxels);
      expect(Math.abs(outside - share), `seed ${seed}`).toBeLessThan(0.15);
      expect([gas, bone]).toEqual([0, 0]);
      expect(Math.abs(Math.cbrt((3000 * total * voxelVolumeMl(ct.geometry)) / (4 * Math.PI)) / 12 - 1)).toBeLessThan(0.03);
      expect(recipe.lesions[0]!.parameters).toMatchObject({ exophytic: share });
      expect(hard.filter(at => made.voxels[at] !== ct.voxels[at])).toEqual(Int32Array.of());
    }
  });

  it('has the lesion\'s own HU outside too', async () => {
    const { lesionLabel, ct: made } = await run({ radiusMm: 13, seed: 5, parameters: { exophytic: 0.5, contrastHu: -60, heterogeneity: 0, coreShare: 0, capsuleHu: 0, edgeSigmaMm: 0.6 } });
    const mean = (inside: boolean) => {
      const hu = [...made.voxels].filter((_, at) => lesionLabel.voxels[at] === 1 && (tissueAt(at) === 'kidney') === inside);
      return hu.reduce((a, b) => a + b, 0) / hu.length;
    };
    // Edge voxels outside mix with fat.
    expect(Math.abs(mean(true) - (survey.statistics.meanHu - 60))).toBeLessThan(12);
    expect(mean(false)).toBeGreaterThan(survey.statistics.meanHu - 60 - 55);
  });

  it('is drawn as the kind grows, and only so', async () => {
    const shares = await Promise.all(Array.from({ length: 16 }, async (_, seed) => contents((await run({ radiusMm: 9, seed })).lesionLabel.voxels).outside));
    expect(shares.filter(share => share > 0.08).length).toBeGreaterThan(5);
    expect(shares.filter(share => share === 0).length).toBeGreaterThan(1);
  });

  it('refuses a share beyond its range', async () => {
    await expect(run({ radiusMm: 9, seed: 1, parameters: { exophytic: 0.9 } })).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });
});

describe('no lesion leaves its organ unless it is asked to', () => {
  it('whatever kind, radius and seed', async () => {
    const kind = fc.constantFrom(...liver.lesionKinds.map(({ name }) => name));
    await fc.assert(
      fc.asyncProperty(fc.record({ kind, radiusMm: fc.double({ min: 2, max: 18, noNaN: true }), seed: fc.nat() }), async request => {
        const { lesionLabel } = await run(request, liver);
        expect(contents(lesionLabel.voxels).outside).toBe(0);
      }),
      { numRuns: 25, seed: 77 },
    );
  });

  it('a kidney tumour of share 0 neither', async () => {
    for (const seed of [1, 2, 3, 4]) expect(contents((await run({ radiusMm: 10, seed, parameters: { exophytic: 0 } })).lesionLabel.voxels).outside).toBe(0);
  });
});
