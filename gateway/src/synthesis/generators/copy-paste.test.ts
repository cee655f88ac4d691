import { describe, expect, it } from 'vitest';
import { donorLibrary, DONOR_CONTRAST_HU, donorPhantom } from '../../../../test/phantoms/donor-phantom.ts';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, offsetOf } from '../../volume/volume.ts';
import type { Donor } from '../donor.ts';
import { offered } from '../offered.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { synthesizeLesion } from '../scan/synthesize-lesion.ts';
import { copyPaste } from './copy-paste.ts';

const { ct, organMask, deepLps } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm'], { seed: 4, noiseHu: 10 });
const survey = measureOrgan(ct, organMask);
const donor = donorPhantom();

const copy = (donors: readonly Donor[], parameters: Record<string, unknown> = {}, radiusMm = 10) =>
  synthesizeLesion(
    { ct, organMask, organ: liver, survey, generator: copyPaste, request: { radiusMm, seed: 6, centreLps: deepLps, parameters } },
    { signal: new AbortController().signal, kernels: cpuKernels, ...(donors.length > 0 ? { donors: donorLibrary(...donors) } : {}) },
  );

const upright = { turnDeg: 0, tiltDeg: 0, mirrored: false, upended: false };
const labelAt = (made: Awaited<ReturnType<typeof copy>>, offsetMm: Vec3) => {
  const p = deepLps.map((v, axis) => v + offsetMm[axis]!) as unknown as Vec3;
  return made.lesionLabel.voxels[offsetOf(ct.geometry, lpsToIjk(ct.geometry, p).map(Math.round) as unknown as Vec3)];
};

describe('copied lesions', () => {
  it('keep the donor\'s contrast and the scan\'s own noise', async () => {
    const made = await copy([donor]);
    const inside = [...made.lesionLabel.voxels.keys()].filter(at => made.lesionLabel.voxels[at] === 1);
    const change = inside.reduce((sum, at) => sum + made.ct.voxels[at]! - 110, 0) / inside.length;
    expect(Math.abs(change / DONOR_CONTRAST_HU - 1)).toBeLessThan(0.1);
    const core = inside.filter(at => [-4, 4].every(step => made.lesionLabel.voxels[at + step] === 1));
    const noise = (voxels: ArrayLike<number>) => Math.sqrt(core.reduce((sum, at) => sum + (voxels[at]! - voxels[at + 1]!) ** 2, 0) / core.length);
    expect(noise(made.ct.voxels) / noise(ct.voxels)).toBeGreaterThan(0.9);
    expect(noise(made.ct.voxels) / noise(ct.voxels)).toBeLessThan(1.15);
  });

  it('stand as in the donor, and are mirrored and upended on request', async () => {
    const knob: Vec3 = [9, -8.5, 5]; // left, anterior, up
    const knobs = [[9, -8.5, 5], [-9, -8.5, 5], [9, -8.5, -5]] as const;
    expect(labelAt(await copy([donor], upright), knob)).toBe(1);
    for (const [parameters, there] of [[upright, 0], [{ ...upright, mirrored: true }, 1], [{ ...upright, upended: true }, 2]] as const) {
      const made = await copy([donor], parameters);
      expect(knobs.map(at => labelAt(made, at))).toEqual(knobs.map((_, n) => (n === there ? 1 : 0)));
    }
  });

  it('tell which case it is from by its digest, never by the name of its folder', async () => {
    const made = await copy([donor]);
    expect(made.recipe.lesions[0]!.parameters).toMatchObject({ donor: 0, donorLesion: 0, from: { source: 'computed', licence: 'Apache-2.0', sha256: donor.sha256 } });
    expect(JSON.stringify(made.recipe)).not.toContain('donor-a');
  });

  it('warn when the donor\'s lesion is of quite another size', async () => {
    expect((await copy([donor], {}, 3)).warnings.map(({ code }) => code)).toContain('lesion/far-from-donor-size');
    expect((await copy([donor], {}, 10)).warnings).toEqual([]);
  });

  const grey = makeVolume(donor.ct.geometry, Int16Array.from(donor.ct.voxels, hu => Math.min(255, Math.max(0, hu))));
  const bad: readonly (readonly [string, Donor | undefined, RegExp])[] = [
    ['none at hand', undefined, /no donor/],
    ['no lesion', { ...donor, lesionMask: makeVolume(donor.ct.geometry, new Uint8Array(donor.ct.voxels.length)) }, /no lesion/],
    ['a lesion at the border of the images', { ...donor, lesionMask: makeVolume(donor.ct.geometry, donor.lesionMask.voxels.map((_, at) => (at % donor.ct.geometry.dimensions[0] < 8 && at < 90_000 ? 1 : 0))) }, /border/],
    ['grey values in place of HU', { ...donor, ct: grey }, /no HU/],
    ['a mask on another grid', { ...donor, lesionMask: makeVolume({ ...donor.ct.geometry, originLps: [0, 0, 0] as const }, donor.lesionMask.voxels) }, /another grid/],
  ];
  it.each(bad)('are refused with a donor that has %s', async (_, faulty, message) => {
    await expect(copy(faulty ? [faulty] : [])).rejects.toMatchObject({ code: 'generator/donor-unusable', message: expect.stringMatching(message) });
  });

  it('are refused when the caller names a donor or a lesion that is not there', async () => {
    for (const parameters of [{ donor: 1 }, { donorLesion: 4 }]) await expect(copy([donor], parameters)).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });

  it('are offered only where there are donors', async () => {
    expect(await offered([copyPaste], {})).toEqual([]);
    expect(await offered([copyPaste], { donors: donorLibrary(donor) })).toEqual([copyPaste]);
  });
});
