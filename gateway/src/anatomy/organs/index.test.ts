import { describe, expect, it } from 'vitest';
import { ORGANS } from './index.ts';
import type { ContrastPhase } from '../organ.ts';

const PHASES: readonly ContrastPhase[] = ['native', 'arterial', 'venous', 'delayed'];

describe('ORGANS', () => {
  it('holds each name once', () => {
    const names = ORGANS.flatMap(organ => [organ.segment.name, organ.lesion.name]);
    expect(new Set(names).size).toBe(names.length);
  });

  for (const organ of ORGANS)
    describe(organ.name, () => {
      it('names its lesion as abnormal tissue of its own region', () => {
        expect(organ.segment.category.value).toBe('91723000');
        expect(organ.lesion.category.value).toBe('49755003');
        expect(organ.lesion.anatomicRegion).toEqual(organ.segment.type);
      });

      it('has ordered ranges that hold their means', () => {
        for (const phase of PHASES) {
          const { mean, sd, low, high } = organ.lesionPreset.contrastHu[phase];
          expect(low).toBeLessThan(mean);
          expect(mean).toBeLessThan(high);
          expect(sd).toBeGreaterThan(0);
          expect(organ.parenchymaHu[phase][0]).toBeLessThan(organ.parenchymaHu[phase][1]);
        }
        for (const [low, high] of [organ.volumeMl, organ.lesionPreset.radiusMm, organ.lesionPreset.edgeSigmaMm]) expect(low).toBeLessThan(high);
      });
    });
});
