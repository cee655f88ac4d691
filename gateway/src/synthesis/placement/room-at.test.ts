import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { GatewayError } from '../../errors.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { choosePlacement } from './choose-placement.ts';
import { roomAt } from './room-at.ts';

const phantom = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const survey = measureOrgan(phantom.ct, phantom.organMask);

describe('roomAt', () => {
  it('is what the placement takes: drawn sites are clear, no larger lesion is taken', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { centreLps } = choosePlacement({ survey, radiusMm: 5, seed, strict: true });
      const { clearMm, largestMm } = roomAt(survey, centreLps);
      expect(clearMm).toBeGreaterThanOrEqual(4.999);
      expect(largestMm).toBeGreaterThanOrEqual(clearMm);
      const taken = (radiusMm: number): string => {
        try {
          return choosePlacement({ survey, radiusMm, seed, centreLps }).source;
        } catch (error) {
          return (error as GatewayError).code;
        }
      };
      expect(taken(largestMm - 0.01)).toBe('caller');
      expect(taken(largestMm + 0.5)).toBe('placement/radius-too-large');
    }
  });

  it('is none outside the organ and outside the scan', () => {
    for (const centreLps of [[9999, 0, 0], [phantom.centreLps[0] + 200, phantom.centreLps[1], phantom.centreLps[2]]] as const)
      expect(roomAt(survey, centreLps)).toEqual({ clearMm: 0, largestMm: 0 });
  });
});
