import { describe, expect, it } from 'vitest';
import { GRIDS, NOISE_HU, ORGAN_HU, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { makeVolume } from '../../volume/volume.ts';
import { measureOrgan } from './organ-statistics.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { ballContent } from '../placement/ball-content.ts';
import { ijkToLps, lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { offsetOf } from '../../volume/volume.ts';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('measureOrgan', () => {
  for (const [name, geometry] of Object.entries(GRIDS))
    it(`finds parenchyma, noise, vessels and depth on ${name}`, () => {
      const { ct, organMask, deepLps } = organPhantom(geometry);
      const survey = measureOrgan(ct, organMask);
      const { meanHu, sdHu, noiseSdHu, vesselFraction, volumeMl } = survey.statistics;
      expect(Math.abs(meanHu - ORGAN_HU)).toBeLessThan(1);
      expect(Math.abs(sdHu - NOISE_HU)).toBeLessThan(1);
      expect(noiseSdHu).toBeGreaterThan(0.85 * NOISE_HU);
      expect(noiseSdHu).toBeLessThan(1.1 * NOISE_HU);
      expect(vesselFraction).toBeGreaterThan(0.005);
      expect(vesselFraction).toBeLessThan(0.05);
      expect(Math.abs(volumeMl - 385)).toBeLessThan(40);
      const at = offsetOf(survey.grid.geometry, lpsToIjk(survey.grid.geometry, deepLps).map(Math.round) as unknown as Vec3);
      expect(survey.borderMm[at]).toBeGreaterThan(20);
      expect(ballContent(survey, at, 15)).toMatchObject({ organ: 1 });
    });

  it('places the maps by world position', () => {
    const { ct, organMask, centreLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
    const { grid, vesselMask } = measureOrgan(ct, organMask);
    const [columns, rows] = grid.geometry.dimensions;
    let near = 0;
    vesselMask.voxels.forEach((value, at) => {
      if (value === 0) return;
      const [x, y, z] = ijkToLps(grid.geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]).map((v, a) => v - centreLps[a]!) as unknown as Vec3;
      near = Math.max(near, Math.min(Math.hypot(x - 8, y + 12) - 4, Math.hypot(x + 2 - 0.4 * y, z - 20) - 3));
    });
    expect(near).toBeLessThan(3);
  });

  it('leaves out what is to be avoided', () => {
    const { ct, organMask, deepLps } = organPhantom(GRIDS['1 x 1 x 1 mm']);
    const avoid = new Uint8Array(ct.voxels.length);
    const dark = ct.voxels.slice();
    const frame = lesionFrame(ct.geometry, deepLps);
    for (let at = 0; at < avoid.length; at++) {
      const ijk = [at % 112, Math.floor(at / 112) % 112, Math.floor(at / 112 ** 2)] as const;
      if (Math.hypot(frame.x(...ijk), frame.y(...ijk), frame.z(...ijk)) < 18) [avoid[at], dark[at]] = [1, 30];
    }
    const survey = measureOrgan(makeVolume(ct.geometry, dark), organMask, { avoid: makeVolume(ct.geometry, avoid) });
    expect(Math.abs(survey.statistics.meanHu - ORGAN_HU)).toBeLessThan(1);
    const at = offsetOf(survey.grid.geometry, lpsToIjk(survey.grid.geometry, deepLps).map(Math.round) as unknown as Vec3);
    expect(survey.obstacleMm[at]).toBe(0);
  });

  it('refuses what it cannot measure, by name', () => {
    const { ct, organMask } = organPhantom(GRIDS['0.7 x 0.7 x 5 mm']);
    const empty = makeVolume(organMask.geometry, new Uint8Array(organMask.voxels.length));
    const tiny = makeVolume(organMask.geometry, empty.voxels.slice().fill(1, 250_000, 250_040));
    const moved = makeVolume({ ...organMask.geometry, originLps: [0, 0, 0] }, organMask.voxels);
    const otherFrame = makeVolume({ ...organMask.geometry, frameOfReferenceUid: '1.2.3' }, organMask.voxels);
    const framed = makeVolume({ ...ct.geometry, frameOfReferenceUid: '1.2.4' }, ct.voxels);
    expect(code(() => measureOrgan(ct, empty))).toBe('mask/empty');
    expect(code(() => measureOrgan(ct, tiny))).toBe('mask/too-small');
    expect(code(() => measureOrgan(ct, moved))).toBe('mask/wrong-frame');
    expect(code(() => measureOrgan(framed, otherFrame))).toBe('mask/wrong-frame');
    expect(code(() => measureOrgan(makeVolume(ct.geometry, Float32Array.from(ct.voxels).fill(Number.NaN, 250_000, 260_000)), organMask))).toBe('pixels/implausible-hu');
    expect(code(() => measureOrgan(makeVolume(ct.geometry, ct.voxels.map(hu => hu + 2000)), organMask))).toBe('pixels/implausible-hu');
  });
});
