import { describe, expect, it } from 'vitest';
import type { ContrastPhase } from '../anatomy/organ.ts';
import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { drawContrast, guessPhase } from './contrast.ts';
import { makeDraws } from './draws.ts';

const statistics = (meanHu: number) => ({ meanHu, sdHu: 15, noiseSdHu: 12, vesselThresholdHu: 140, vesselFraction: 0.02, volumeMl: 1400 });
const draw = (seed: number, phase: ContrastPhase, meanHu: number, kind?: string) => drawContrast({ kind: lesionKindNamed(liver, kind), phase, statistics: statistics(meanHu), draws: makeDraws({ seed, stage: 'parameters' }) });

describe('drawContrast', () => {
  for (const [phase, meanHu] of [['native', 58], ['arterial', 78], ['venous', 112], ['delayed', 92]] as const)
    it(`keeps to the ${phase} law and stays visible`, () => {
      const values = Array.from({ length: 400 }, (_, seed) => draw(seed, phase, meanHu).contrastHu);
      const { low, high, mean } = liver.lesionKinds[0].contrast.huByPhase[phase];
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
        expect(Math.abs(value)).toBeGreaterThanOrEqual(0.7 * 15);
      }
      expect(Math.abs(values.reduce((a, b) => a + b, 0) / 400 - mean)).toBeLessThan(12);
    });

  it('falls back with a warning when the interval is empty', () => {
    const { contrastHu, warnings } = draw(1, 'native', 4);
    expect(warnings).toMatchObject([{ code: 'contrast/empty-interval' }]);
    expect(contrastHu).toBeLessThan(-10);
    expect(contrastHu).toBeGreaterThan(-40);
  });

  it.each([['native', 58], ['venous', 112]] as const)('gives a cyst the HU of fluid, whatever the %s parenchyma', (phase, meanHu) => {
    for (let seed = 0; seed < 100; seed++) {
      const { contrastHu, warnings } = draw(seed, phase, meanHu, 'cyst');
      expect(meanHu + contrastHu).toBeGreaterThanOrEqual(0);
      expect(meanHu + contrastHu).toBeLessThanOrEqual(20);
      expect(warnings).toEqual([]);
    }
  });

  it('leaves a cyst fluid where it cannot be seen, and says so', () => {
    const { contrastHu, warnings } = draw(1, 'native', 9, 'cyst');
    expect(warnings).toMatchObject([{ code: 'contrast/isodense' }]);
    expect(9 + contrastHu).toBeCloseTo(8);
  });
});

it('guesses the phase from the parenchyma', () => {
  expect([40, 75, 93, 112, 141].map(hu => guessPhase(liver, hu))).toEqual(['native', 'arterial', 'delayed', 'venous', 'venous']);
});
