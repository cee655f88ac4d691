import { describe, expect, it } from 'vitest';
import { lpsToIjk, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, offsetOf } from '../../volume/volume.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { choosePlacement } from './choose-placement.ts';
import { fitting } from './fitting.ts';
import { fits, localRadiusMm } from './local-radius.ts';

/** A pancreas of sorts: a head of 15 mm radius at x = 10 with a tail of 6 mm radius towards +x, in fat, on 1 x 1 x 1.5 mm. */
const geometry: Geometry = { dimensions: [110, 50, 34], spacingMm: [1, 1, 1.5], originLps: [-20, -25, -25], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
function phantom() {
  const mask = new Uint8Array(110 * 50 * 34);
  for (let at = 0; at < mask.length; at++) {
    const [x, y, z] = [(at % 110) - 20, (Math.floor(at / 110) % 50) - 25, Math.floor(at / 5500) * 1.5 - 25];
    mask[at] = Math.hypot(x - 10, y, z) < 15 || (x > 10 && x < 75 && Math.hypot(y, z) < 6) ? 1 : 0;
  }
  return { ct: makeVolume(geometry, Int16Array.from(mask, (v, at) => (v ? 100 : -90) + ((at * 7919) % 13))), organMask: makeVolume(geometry, mask) };
}

const { ct, organMask } = phantom();
const survey = measureOrgan(ct, organMask);
const head: Vec3 = [8, 1, 0];
const tail: Vec3 = [55, 0, 0];
const offset = (centreLps: Vec3) => offsetOf(survey.grid.geometry, lpsToIjk(survey.grid.geometry, centreLps).map(Math.round) as unknown as Vec3);

describe('the organ\'s thickness at a site', () => {
  it('is that of the largest ball that holds it', () => {
    expect(Math.abs(localRadiusMm(survey, offset(head)) - 15)).toBeLessThan(1.5);
    expect(Math.abs(localRadiusMm(survey, offset(tail)) - 6)).toBeLessThan(1.5);
    expect(Math.abs(localRadiusMm(survey, offset([-2, 0, 0])) - 15)).toBeLessThan(1.5);
  });

  it('is asked alike one by one and for all sites', () => {
    const all = [...survey.organSites];
    for (const radiusMm of [4, 7, 12]) expect(fitting(survey, all, radiusMm)).toEqual(all.filter(at => fits(survey, at, radiusMm)));
  });

  it('caps the radius at the caller\'s site and names the largest', () => {
    expect(choosePlacement({ survey, radiusMm: 11, seed: 1, centreLps: head }).source).toBe('caller');
    expect(choosePlacement({ survey, radiusMm: 5, seed: 1, centreLps: tail }).source).toBe('caller');
    const refusal = (() => {
      try {
        return choosePlacement({ survey, radiusMm: 11, seed: 1, centreLps: tail });
      } catch (error) {
        return error as { code: string; context: { largestRadiusMm: number } };
      }
    })();
    expect(refusal).toMatchObject({ code: 'placement/radius-too-large' });
    expect((refusal as { context: { largestRadiusMm: number } }).context.largestRadiusMm).toBeLessThan(8);
  });

  it('sends drawn sites to where the organ is thick enough', () => {
    for (let seed = 0; seed < 40; seed++) expect(choosePlacement({ survey, radiusMm: 10, seed }).centreLps[0]).toBeLessThan(25);
    const small = Array.from({ length: 40 }, (_, seed) => choosePlacement({ survey, radiusMm: 3, seed }).centreLps[0]);
    expect(Math.max(...small)).toBeGreaterThan(45);
  });
});
