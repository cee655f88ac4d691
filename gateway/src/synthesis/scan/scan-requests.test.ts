import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { AskedLesion } from '../plan/asked-lesion.ts';
import type { Plan } from '../plan/draw-plan.ts';
import { paper } from '../generators/paper.ts';
import { repo } from '../generators/repo.ts';
import { studio } from '../generators/studio.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { readRecipe } from './read-recipe.ts';
import { SIZE_CLASSES } from '../plan/size-classes.ts';
import { STAGES } from '../plan/stages.ts';
import { synthesizeScan } from './synthesize-scan.ts';

const { ct, organMask, centreLps } = organPhantom({ ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [2.6, 2.9, 4], dimensions: [43, 39, 28] });
const survey = measureOrgan(ct, organMask);
const tools = { signal: new AbortController().signal, kernels: cpuKernels };

const seed = fc.integer({ min: 0, max: 0xffffffff });
const centre = fc.tuple(...([0, 1, 2] as const).map(axis => fc.double({ min: centreLps[axis] - 60, max: centreLps[axis] + 60, noNaN: true }))) as unknown as fc.Arbitrary<NonNullable<AskedLesion['centreLps']>>;
const rest = { centreLps: centre, seed, kind: fc.constantFrom('primary', 'cyst', 'metastasis', 'wart'), phase: fc.constantFrom('native', 'arterial', 'venous', 'delayed'), parameters: fc.constantFrom({}, { contrastHu: -60 }, { nonsense: 1 }) };
const lesion = fc.oneof(
  fc.record({ radiusMm: fc.double({ min: 0, max: 60 }), ...rest }, { requiredKeys: ['radiusMm'] }),
  fc.record({ sizeClass: fc.constantFrom(...SIZE_CLASSES.map(({ name }) => name)), ...rest }, { requiredKeys: ['sizeClass'] }),
) as fc.Arbitrary<AskedLesion>;
const plan = fc.constantFrom<Plan>(...STAGES.map(({ name }) => ({ stage: name })), { stage: 'any' }, ...SIZE_CLASSES.map(({ name }) => ({ sizeClass: name })), { sizeClass: 'mix' }, { sizeClass: 'any' });
const request = fc.record({ seed, generator: fc.constantFrom(studio, paper, repo), lesions: fc.oneof({ weight: 2, arbitrary: fc.array(lesion, { minLength: 1, maxLength: 5 }) }, { weight: 1, arbitrary: plan }) });

it('answers any request for a scan with lesions apart from each other, or a named refusal', async () => {
  const seen = { made: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(request, async asked => {
      try {
        const { ct: made, instances, recipe } = await synthesizeScan({ ct, organMask, organ: liver, survey, ...asked }, tools);
        expect(made.voxels.every(Number.isFinite)).toBe(true);
        expect(new Set(instances.voxels)).toEqual(new Set([0, ...recipe.lesions.map(each => each.lesion)]));
        expect(readRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(JSON.parse(JSON.stringify(recipe)));
        seen.made++;
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        expect(error.code).toMatch(/^(placement|generator|kind)\//);
        seen.refused++;
      }
    }),
    { numRuns: 70, seed: 17 },
  );
  expect(seen.made).toBeGreaterThan(15);
  expect(seen.refused).toBeGreaterThan(15);
}, 60_000);
