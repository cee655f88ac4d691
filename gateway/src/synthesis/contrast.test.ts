import { describe, expect, it } from 'vitest';
import type { ContrastPhase } from '../anatomy/organ.ts';
import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { drawContrast, guessPhase } from './contrast.ts';
import { makeDraws } from './draws.ts';

const COUNT = 4000;
const statistics = (meanHu: number) => ({ meanHu, sdHu: 15, noiseSdHu: 12, vesselThresholdHu: 140, vesselFraction: 0.02, volumeMl: 1400 });
const draw = (seed: number, phase: ContrastPhase, meanHu: number, kind?: string) => drawContrast({ kind: lesionKindNamed(liver, kind), phase, statistics: statistics(meanHu), draws: makeDraws({ seed, stage: 'parameters' }) });

/** Mean and SD of a normal law between two bounds, without what is nearer to 0 than `visible`; by the sum over fine steps. */
function lawThatIsSeen({ mean, sd, low, high }: { mean: number; sd: number; low: number; high: number }, visible: number): { mean: number; sd: number } {
  let [weight, sum, squares] = [0, 0, 0];
  for (let hu = low + 0.005; hu < high; hu += 0.01) {
    if (Math.abs(hu) < visible) continue;
    const density = Math.exp(-0.5 * ((hu - mean) / sd) ** 2);
    weight += density;
    sum += density * hu;
    squares += density * hu * hu;
  }
  return { mean: sum / weight, sd: Math.sqrt(squares / weight - (sum / weight) ** 2) };
}

describe('drawContrast', () => {
  for (const [phase, meanHu] of [['native', 58], ['arterial', 78], ['venous', 112], ['delayed', 92]] as const)
    it(`keeps to the ${phase} law and stays visible`, () => {
      const values = Array.from({ length: COUNT }, (_, seed) => draw(seed, phase, meanHu).contrastHu);
      const law = liver.lesionKinds[0].contrast.huByPhase[phase];
      const [low, high] = [Math.max(law.low, -meanHu), law.high];
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
        expect(Math.abs(value)).toBeGreaterThanOrEqual(0.7 * 15);
      }
      const expected = lawThatIsSeen({ ...law, low }, 0.7 * 15);
      const mean = values.reduce((a, b) => a + b, 0) / COUNT;
      const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT);
      expect(Math.abs(mean - expected.mean), `${mean} HU instead of ${expected.mean}`).toBeLessThan((4 * expected.sd) / Math.sqrt(COUNT));
      expect(Math.abs(sd / expected.sd - 1), `SD ${sd} HU instead of ${expected.sd}`).toBeLessThan(0.05);
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
