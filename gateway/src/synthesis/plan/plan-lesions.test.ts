import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { GatewayError } from '../../errors.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { Plan } from './draw-plan.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { planLesions, type LesionPlan } from './plan-lesions.ts';
import { SIZE_CLASSES } from './size-classes.ts';
import { STAGES } from './stages.ts';

const { ct, organMask } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const survey = measureOrgan(ct, organMask);
const planned = (plan: Plan, seed: number) => planLesions({ survey, plan, seed, radiusMm: [2, 50] });
const distanceMm = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((v, axis) => v - b[axis]!));

function gaps({ lesions }: LesionPlan): number[] {
  return lesions.flatMap((a, n) => lesions.slice(n + 1).map(b => distanceMm(a.placement.centreLps, b.placement.centreLps) - a.radiusMm - b.radiusMm));
}

describe('planLesions', () => {
  it('keeps 5 mm between the foci of multifocal disease', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) for (const gap of gaps(planned({ stage: 'multifocal' }, seed))) expect(gap).toBeGreaterThanOrEqual(5);
  });

  it('is the same for the same seed, and gives every lesion a seed of its own', () => {
    const first = planned({ sizeClass: 'small' }, 11);
    expect(planned({ sizeClass: 'small' }, 11)).toEqual(first);
    expect(planned({ sizeClass: 'small' }, 12)).not.toEqual(first);
    expect(new Set(first.lesions.map(({ seed }) => seed)).size).toBe(first.lesions.length);
  });

  it('leaves out what finds no site, and says which', () => {
    const crowded = planned({ sizeClass: 'mix' }, 3);
    expect(crowded.lesions.length).toBeGreaterThan(1);
    expect(crowded.warnings).toMatchObject([{ code: 'plan/fewer-lesions', message: expect.stringContaining('large') }]);
  });

  it('refuses by name when nothing fits', () => {
    const refusal = (radiusMm: readonly [number, number]) => {
      try {
        return planLesions({ survey, plan: { sizeClass: 'large' }, seed: 1, radiusMm }).lesions.length;
      } catch (error) {
        return (error as GatewayError).code;
      }
    };
    expect(refusal([2, 12])).toBe('placement/no-legal-site');
  });

  it('answers any plan and seed with lesions apart from each other, or a named refusal', () => {
    const plans: Plan[] = [...STAGES.map(({ name }) => ({ stage: name })), ...SIZE_CLASSES.map(({ name }) => ({ sizeClass: name })), { sizeClass: 'mix' }, { sizeClass: 'any' }, { stage: 'any' }];
    fc.assert(
      fc.property(fc.constantFrom(...plans), fc.integer({ min: 0, max: 0xffffffff }), (plan, seed) => {
        try {
          const made = planned(plan, seed);
          expect(made.lesions.length).toBeGreaterThan(0);
          for (const gap of gaps(made)) expect(gap).toBeGreaterThanOrEqual(2);
          for (const { radiusMm, deformation, placement } of made.lesions) expect([radiusMm, deformation, ...placement.centreLps].every(Number.isFinite)).toBe(true);
          expect(JSON.stringify(made)).not.toContain('null');
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error;
          expect(error.code).toBe('placement/no-legal-site');
        }
      }),
      { numRuns: 25, seed: 99 },
    );
  });
});

/** A lopsided liver of adult size: an ellipsoid of 200 x 150 x 130 mm without a corner. */
function adultLiver() {
  const geometry: Geometry = { ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [3, 3, 4], dimensions: [70, 54, 36] };
  const hu = new Int16Array(70 * 54 * 36);
  const mask = new Uint8Array(hu.length);
  for (let at = 0; at < hu.length; at++) {
    const [x, y, z] = [3 * ((at % 70) - 35), 3 * ((Math.floor(at / 70) % 54) - 27), 4 * (Math.floor(at / (70 * 54)) - 18)];
    mask[at] = (x / 100) ** 2 + (y / 75) ** 2 + (z / 65) ** 2 < 1 && !(x > 40 && y > 20) ? 1 : 0;
    hu[at] = (mask[at] ? 110 : -90) + ((at * 7919) % 21) - 10;
  }
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, mask) };
}

describe('satellites', () => {
  it('lie around their core, near it more often than far', () => {
    const { ct, organMask } = adultLiver();
    const large = measureOrgan(ct, organMask);
    const beyond: number[] = [];
    for (let seed = 0; seed < 12; seed++) {
      const { lesions: [core, ...satellites] } = planLesions({ survey: large, plan: { stage: 'large-with-satellites' }, seed, radiusMm: [2, 50] });
      expect(core!.role).toBe('core');
      for (const { placement, radiusMm } of satellites) beyond.push(distanceMm(placement.centreLps, core!.placement.centreLps) - 1.25 * (core!.radiusMm + radiusMm) - 2);
    }
    expect(beyond.length).toBeGreaterThan(30);
    expect(Math.min(...beyond)).toBeGreaterThan(-0.01);
    expect(beyond.filter(mm => mm < 12).length).toBeGreaterThan(beyond.length / 2);
  });
});
