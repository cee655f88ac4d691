import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { ijkOf, offsetOf } from '../../volume/volume.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { choosePlacement, type PlacementRequest, type TakenBall } from './choose-placement.ts';

const phantom = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const survey = measureOrgan(phantom.ct, phantom.organMask);
const code = (request: PlacementRequest): string => {
  try {
    return choosePlacement(request).source;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('choosePlacement', () => {
  it('draws sites clear of vessels and of the border, the same for the same seed', () => {
    const sites = Array.from({ length: 60 }, (_, seed) => choosePlacement({ survey, radiusMm: 6, seed }));
    for (const site of sites) {
      expect(site.borderMm).toBeGreaterThan(0.5 * 1.25 * 6);
      expect(site.vesselMm).toBeGreaterThan(1.25 * 6 + 1);
      const at = offsetOf(phantom.ct.geometry, lpsToIjk(phantom.ct.geometry, site.centreLps).map(Math.round) as unknown as Vec3);
      expect(phantom.organMask.voxels[at]).toBe(1);
      expect(site.relaxations).toEqual([]);
    }
    expect(new Set(sites.map(site => site.centreLps.join())).size).toBeGreaterThan(55);
    expect(choosePlacement({ survey, radiusMm: 6, seed: 3 })).toEqual(sites[3]);
  });

  it('spreads over the organ', () => {
    const sites = Array.from({ length: 200 }, (_, seed) => choosePlacement({ survey, radiusMm: 3, seed }).centreLps);
    const sd = [0, 1, 2].map(axis => {
      const x = sites.map(site => site[axis]!);
      const m = x.reduce((a, b) => a + b, 0) / x.length;
      return Math.sqrt(x.reduce((a, b) => a + (b - m) ** 2, 0) / x.length);
    });
    for (const s of sd) expect(s).toBeGreaterThan(13);
  });

  it('draws every octant of the legal sites as often as its share of them', () => {
    const request = { survey, radiusMm: 3 } as const;
    const { geometry } = survey.grid;
    const legal = [...survey.organSites].filter(at => survey.borderMm[at]! > 0.5 * 1.25 * 3 && survey.obstacleMm[at]! > 1.25 * 3 + 1);
    expect(legal.length / survey.organSites.length).toBeCloseTo(choosePlacement({ ...request, seed: 0 }).legalShare!, 9);
    const places = legal.map(at => ijkOf(geometry, at));
    const middle = [0, 1, 2].map(axis => places.reduce((sum, place) => sum + place[axis]!, 0) / places.length);
    const octants = (all: readonly Vec3[]) => {
      const counts = Array.from({ length: 8 }, () => 0);
      for (const place of all) counts[place.reduce((octant, v, axis) => octant + (v > middle[axis]! ? 2 ** axis : 0), 0)]!++;
      return counts;
    };
    const drawn = octants(Array.from({ length: 1000 }, (_, seed) => lpsToIjk(geometry, choosePlacement({ ...request, seed }).centreLps)));
    const expected = octants(places).map(count => (1000 * count) / legal.length);
    const chiSquare = drawn.reduce((sum, count, octant) => sum + (count - expected[octant]!) ** 2 / expected[octant]!, 0);
    expect(chiSquare, `${drawn} instead of ${expected.map(Math.round)}`).toBeLessThan(24.3); // 7 degrees of freedom, p = 0.001
  });

  it('leaves fewer sites to larger lesions', () => {
    const shares = [3, 6, 10, 14].map(radiusMm => choosePlacement({ survey, radiusMm, seed: 1 }).legalShare!);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    expect(shares[0]).toBeGreaterThan(0.4);
  });

  it('eases rules in their order when nothing else is left, and says so', () => {
    const eased = choosePlacement({ survey, radiusMm: 30, seed: 4 });
    expect(eased.relaxations[0]).toBe('border-distance');
    expect(code({ survey, radiusMm: 30, seed: 4, strict: true })).toBe('placement/no-legal-site');
  });

  it('checks the site of a caller', () => {
    expect(choosePlacement({ survey, radiusMm: 6, seed: 1, centreLps: phantom.deepLps })).toMatchObject({ source: 'caller', centreLps: phantom.deepLps });
    expect(code({ survey, radiusMm: 6, seed: 1, centreLps: [phantom.centreLps[0] + 40, phantom.centreLps[1] + 30, phantom.centreLps[2]] })).toBe('placement/outside-organ');
    expect(code({ survey, radiusMm: 6, seed: 1, centreLps: [0, 0, 9999] })).toBe('placement/outside-organ');
  });

  it('keeps clear of lesions that are already there', () => {
    const taken: TakenBall[] = [];
    for (let lesion = 0; lesion < 12; lesion++) {
      const { centreLps } = choosePlacement({ survey, radiusMm: 4, seed: 9 + lesion, taken, gapMm: 5 });
      for (const other of taken) expect(Math.hypot(...centreLps.map((v, axis) => v - other.centreLps[axis]!))).toBeGreaterThanOrEqual(1.25 * (4 + other.radiusMm) + 5);
      taken.push({ centreLps, radiusMm: 4 });
    }
    const whole = { centreLps: phantom.centreLps, radiusMm: 60 };
    expect(code({ survey, radiusMm: 4, seed: 9, taken: [whole] })).toBe('placement/no-legal-site');
    expect(code({ survey, radiusMm: 4, seed: 9, taken: [whole], centreLps: phantom.deepLps })).toBe('placement/overlaps-lesion');
    const beside = { centreLps: [phantom.deepLps[0] + 9, phantom.deepLps[1], phantom.deepLps[2]] as const, radiusMm: 4 };
    expect(code({ survey, radiusMm: 4, seed: 9, taken: [beside], centreLps: phantom.deepLps })).toBe('caller');
  });

  it('draws a satellite at its distance from a core, in every direction', () => {
    const around = { centreLps: phantom.deepLps, lowMm: 19, highMm: 22 };
    const sites = Array.from({ length: 40 }, (_, seed) => choosePlacement({ survey, radiusMm: 3, seed, around, taken: [{ centreLps: phantom.deepLps, radiusMm: 8 }] }).centreLps);
    for (const site of sites) {
      const distance = Math.hypot(...site.map((v, axis) => v - phantom.deepLps[axis]!));
      expect(distance).toBeGreaterThanOrEqual(19);
      expect(distance).toBeLessThanOrEqual(22);
    }
    for (const axis of [0, 1, 2]) for (const sign of [-1, 1]) expect(sites.some(site => sign * (site[axis]! - phantom.deepLps[axis]!) > 4)).toBe(true);
  });

  it('refuses a lesion larger than the organ', () => {
    expect(code({ survey, radiusMm: survey.inscribedRadiusMm + 1, seed: 1 })).toBe('placement/radius-too-large');
  });
});
