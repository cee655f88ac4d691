import { describe, expect, it } from 'vitest';
import { lesionKindNamed } from '../lesion-kind-named.ts';
import type { ContrastPhase } from '../organ.ts';
import { ORGANS } from './index.ts';

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

      it('has ordered ranges', () => {
        for (const phase of PHASES) expect(organ.parenchymaHu[phase][0]).toBeLessThan(organ.parenchymaHu[phase][1]);
        expect(organ.volumeMl[0]).toBeLessThan(organ.volumeMl[1]);
      });

      it('takes a tumour of its own, cysts and metastases', () => {
        expect(organ.lesionKinds.map(kind => kind.name)).toEqual(['primary', 'cyst', 'metastasis']);
        expect(lesionKindNamed(organ)).toBe(organ.lesionKinds[0]);
        expect(lesionKindNamed(organ, 'cyst').label).toBe('Cyst');
        expect(() => lesionKindNamed(organ, 'wart')).toThrow(expect.objectContaining({ code: 'kind/unknown' }));
      });

      it.each(organ.lesionKinds)('has laws that hold their means for its $name', kind => {
        for (const phase of PHASES) {
          const { mean, sd, low, high } = kind.contrast.huByPhase[phase];
          expect(low).toBeLessThan(mean);
          expect(mean).toBeLessThan(high);
          expect(sd).toBeGreaterThan(0);
        }
        for (const [low, high] of [kind.radiusMm, kind.edgeSigmaMm]) expect(low).toBeLessThan(high);
        for (const [low, high] of [kind.heterogeneity, kind.deformation, kind.roughness, kind.massEffect, kind.rim.crestHu, kind.core.share, kind.exophytic.share]) expect(low).toBeLessThanOrEqual(high);
        for (const { probability } of [kind.rim, kind.core, kind.exophytic]) {
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
        }
      });
    });
});
