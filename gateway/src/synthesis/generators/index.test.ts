import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { GatewayError } from '../../errors.ts';
import { crop } from '../../volume/crop.ts';
import { ijkToLps, voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import { ijkOf } from '../../volume/volume.ts';
import { donorLibrary, donorPhantom } from '../../../../test/phantoms/donor-phantom.ts';
import { functionLibrary } from '../../../../test/support/function-library.ts';
import { noiselessDiffusion, halvingFreeTumor } from '../../../../test/support/hosted-networks.ts';
import { GRIDS, organPhantom, type OrganPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { generateInto } from '../generate-into.ts';
import { checkParameters } from '../parameters.ts';
import { measureOrgan, type OrganSurvey } from '../survey/organ-statistics.ts';
import { synthesizeLesion, type SynthesizedLesion, type SynthesizeLesionInput } from '../scan/synthesize-lesion.ts';
import { GENERATORS } from './index.ts';
import type { Generator } from '../generator.ts';

const donors = donorLibrary(donorPhantom(), donorPhantom({ name: 'donor-b', geometry: GRIDS['0.7 x 0.7 x 5 mm'], contrastHu: 30 }));
const tools = { signal: new AbortController().signal, kernels: cpuKernels, donors, networks: functionLibrary(halvingFreeTumor, noiselessDiffusion) };
const cases = new Map<string, { phantom: OrganPhantom; survey: OrganSurvey }>();
function caseOf(name: keyof typeof GRIDS) {
  const known = cases.get(name);
  if (known) return known;
  const phantom = organPhantom(GRIDS[name]);
  const made = { phantom, survey: measureOrgan(phantom.ct, phantom.organMask) };
  cases.set(name, made);
  return made;
}

type Request = SynthesizeLesionInput['request'];
function synthesize(generator: Generator, name: keyof typeof GRIDS, request: Request): Promise<SynthesizedLesion> {
  const { phantom, survey } = caseOf(name);
  return synthesizeLesion({ ct: phantom.ct, organMask: phantom.organMask, organ: liver, generator, request, survey }, tools);
}

function radiusOf({ lesionLabel }: SynthesizedLesion): number {
  const voxels = lesionLabel.voxels.reduce((a, b) => a + b, 0);
  return Math.cbrt((3 * 1000 * voxels * voxelVolumeMl(lesionLabel.geometry)) / (4 * Math.PI));
}

interface Field {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum: number;
  readonly maximum: number;
}

/** Any value that the schema of a parameter allows. */
function valueOf({ type, enum: choices, minimum, maximum }: Field): fc.Arbitrary<unknown> {
  if (choices) return fc.constantFrom(...choices);
  if (type === 'boolean') return fc.boolean();
  if (type === 'string') return fc.constant('not installed');
  return type === 'integer' ? fc.integer({ min: minimum, max: maximum }) : fc.double({ min: minimum, max: maximum, noNaN: true });
}

const names = Object.keys(GRIDS) as (keyof typeof GRIDS)[];

describe.each(GENERATORS.map(generator => [generator.name, generator] as const))('generator %s', (_, generator) => {
  describe.each(names)('on %s', name => {
    it('makes the radius asked for within 3 %, inside the organ', async () => {
      const { phantom } = caseOf(name);
      for (const radiusMm of [4, 6, 9, 14]) {
        const made = await synthesize(generator, name, { radiusMm, seed: 5 + radiusMm, centreLps: phantom.deepLps });
        expect(Math.abs(radiusOf(made) / radiusMm - 1), `${radiusMm} mm became ${radiusOf(made)}`).toBeLessThan(0.03);
        expect(made.lesionLabel.voxels.every((v, at) => v === 0 || phantom.organMask.voxels[at] === 1)).toBe(true);
      }
    });

    it('changes nothing beyond its margin and leaves no fraction behind', async () => {
      const { phantom } = caseOf(name);
      const made = await synthesize(generator, name, { radiusMm: 7, seed: 8, centreLps: phantom.deepLps });
      const margin = generator.marginMm(7) + Math.max(...phantom.ct.geometry.spacingMm);
      let [changed, farthest] = [0, 0];
      for (let at = 0; at < made.ct.voxels.length; at++) {
        if (made.ct.voxels[at] === phantom.ct.voxels[at]) continue;
        changed++;
        const p = ijkToLps(phantom.ct.geometry, ijkOf(phantom.ct.geometry, at));
        farthest = Math.max(farthest, Math.hypot(...p.map((v, a) => v - phantom.deepLps[a]!)));
      }
      expect(changed).toBeGreaterThan(100);
      expect(farthest).toBeLessThan(margin);
      expect(made.ct.voxels).toBeInstanceOf(Int16Array);
    });

    it('changes the scan by its difference alone, within its shape and edge where neither mass effect nor capsule is on', async () => {
      const { phantom, survey } = caseOf(name);
      const plain = Object.fromEntries(['massEffect', 'capsuleHu'].filter(each => each in (generator.parameters as { properties: object }).properties).map(each => [each, 0]));
      const parameters = checkParameters(generator, plain);
      const lesion = { centreLps: phantom.deepLps, radiusMm: 7, seed: 8, kind: liver.lesionKinds[0], phase: 'venous', parameters } as const;
      const { box, patch, generated } = await generateInto({ ...phantom, organ: liver, statistics: survey.statistics, generator, lesion }, tools);
      const before = crop(phantom.ct, box);
      const reachOf = (isIn: (at: number) => boolean): number => {
        let farthest = 0;
        for (let at = 0; at < before.voxels.length; at++) {
          if (!isIn(at)) continue;
          const p = ijkToLps(before.geometry, ijkOf(before.geometry, at));
          farthest = Math.max(farthest, Math.hypot(...p.map((v, a) => v - phantom.deepLps[a]!)));
        }
        return farthest;
      };
      expect(before.geometry.dimensions).toEqual(generated.deltaHu.geometry.dimensions);
      expect(reachOf(at => generated.deltaHu.voxels[at] === 0 && patch.voxels[at] !== before.voxels[at])).toBe(0);
      const { edgeSigmaMm } = generated.provenance as { edgeSigmaMm?: number };
      if (edgeSigmaMm === undefined) return; // networks blur in voxels of their own
      const voxelMm = Math.hypot(...phantom.ct.geometry.spacingMm);
      expect(reachOf(at => patch.voxels[at] !== before.voxels[at])).toBeLessThan(reachOf(at => generated.occupancy.voxels[at]! > 0) + 3.2 * edgeSigmaMm + voxelMm);
    });

    it('puts the lesion where it was asked', async () => {
      const { phantom } = caseOf(name);
      const made = await synthesize(generator, name, { radiusMm: 8, seed: 21, centreLps: phantom.deepLps });
      const sum = [0, 0, 0];
      let count = 0;
      made.lesionLabel.voxels.forEach((v, at) => {
        if (v === 0) return;
        count++;
        ijkToLps(phantom.ct.geometry, ijkOf(phantom.ct.geometry, at)).forEach((x, a) => (sum[a]! += x));
      });
      const centroid = sum.map(v => v / count) as unknown as Vec3;
      expect(Math.hypot(...centroid.map((v, a) => v - phantom.deepLps[a]!))).toBeLessThan(1);
    });
  });

  it('makes the radius asked for within 3 % wherever a thick slice lies', async () => {
    const { phantom } = caseOf('0.7 x 0.7 x 5 mm');
    const [x, y, z] = phantom.deepLps;
    for (let seed = 0; seed < 12; seed++) {
      const radiusMm = 4 + (seed % 3) / 2;
      const made = await synthesize(generator, '0.7 x 0.7 x 5 mm', { radiusMm, seed, centreLps: [x, y, z + 0.6 * (seed % 8)] });
      expect(Math.abs(radiusOf(made) / radiusMm - 1), `${radiusMm} mm of seed ${seed} became ${radiusOf(made)}`).toBeLessThan(0.03);
    }
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const first = await synthesize(generator, names[2]!, { radiusMm: 6, seed: 77 });
    const again = await synthesize(generator, names[2]!, { radiusMm: 6, seed: 77 });
    const other = await synthesize(generator, names[2]!, { radiusMm: 6, seed: 78 });
    expect(Buffer.compare(Buffer.from(again.ct.voxels.buffer), Buffer.from(first.ct.voxels.buffer))).toBe(0);
    expect(again.recipe).toEqual(first.recipe);
    expect(Buffer.compare(Buffer.from(other.ct.voxels.buffer), Buffer.from(first.ct.voxels.buffer))).not.toBe(0);
  });

  it('has a schema a form can be built from', () => {
    const { properties } = generator.parameters as { properties: Record<string, Record<string, unknown>> };
    for (const field of Object.values(properties)) {
      expect(field).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      if (field['type'] !== 'boolean' && field['type'] !== 'string' && !('enum' in field)) expect(field).toMatchObject({ minimum: expect.any(Number), maximum: expect.any(Number) });
      expect('default' in field || 'x-drawn' in field).toBe(true);
    }
  });

  it('answers any request with a lesion or a named refusal', async () => {
    const { phantom } = caseOf(names[0]!);
    const { properties } = generator.parameters as { properties: Record<string, Field> };
    const parameters = fc.record(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, valueOf(field)])), { requiredKeys: [] });
    const centre = fc.option(fc.tuple(...([0, 1, 2] as const).map(a => fc.double({ min: phantom.centreLps[a] - 60, max: phantom.centreLps[a] + 60, noNaN: true }))) as unknown as fc.Arbitrary<Vec3>, { nil: undefined });
    const request = fc.record({ radiusMm: fc.double({ min: 1, max: 30, noNaN: true }), seed: fc.nat(), centreLps: centre, parameters });
    await fc.assert(
      fc.asyncProperty(request, async ({ centreLps, ...rest }) => {
        try {
          const made = await synthesize(generator, names[0]!, { ...rest, ...(centreLps ? { centreLps } : {}) });
          expect(made.lesionLabel.voxels.some(v => v === 1)).toBe(true);
          const mayLeave = Number((rest.parameters as { exophytic?: number }).exophytic ?? 0) > 0;
          expect(mayLeave || made.lesionLabel.voxels.every((v, at) => v === 0 || phantom.organMask.voxels[at] === 1)).toBe(true);
          expect(JSON.stringify(made.recipe)).not.toContain('null');
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error;
          expect(error.code).toMatch(/^(placement|generator)\//);
        }
      }),
      { numRuns: 40, seed: 4242 },
    );
  });
});
