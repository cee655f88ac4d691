import type { Donor, DonorLibrary } from '../../gateway/src/synthesis/donor.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from './organ-phantom.ts';

/** Contrast of the donor's lesion, HU. */
export const DONOR_CONTRAST_HU = -45;

export interface DonorOptions {
  readonly name?: string;
  readonly geometry?: Geometry;
  readonly contrastHu?: number;
  readonly noiseHu?: number;
  /** From the middle of the phantom's deep point, mm. */
  readonly offsetMm?: Vec3;
  /** Of the lesion's size. */
  readonly radiusScale?: number;
}

/** A lopsided lesion of about 11 mm radius (a long ellipsoid with a knob on its left, anterior, upper side) in the lopsided organ. */
export function donorPhantom({ name = 'donor-a', geometry = GRIDS['1 x 1 x 1 mm'], contrastHu = DONOR_CONTRAST_HU, noiseHu = 12, offsetMm = [0, 0, 0], radiusScale = 1 }: DonorOptions = {}): Donor {
  const { ct, organMask, deepLps } = organPhantom(geometry, { seed: 9, noiseHu });
  const [columns, rows] = geometry.dimensions;
  const lesion = new Uint8Array(ct.voxels.length);
  for (let at = 0; at < lesion.length; at++) {
    const p = ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
    const [x, y, z] = p.map((v, axis) => (v - deepLps[axis]! - offsetMm[axis]!) / radiusScale) as [number, number, number];
    const inside = (x / 13) ** 2 + (y / 9) ** 2 + (z / 10) ** 2 < 1 || (x - 7) ** 2 + (y + 6) ** 2 + (z - 4) ** 2 < 36;
    if (!inside || organMask.voxels[at] === 0) continue;
    lesion[at] = 1;
    ct.voxels[at] = ct.voxels[at]! + contrastHu;
  }
  return { name, ct, lesionMask: makeVolume(geometry, lesion), organMask: makeVolume(geometry, organMask.voxels.map((v, at) => (lesion[at] ? 0 : v))), source: 'computed', licence: 'Apache-2.0', sha256: '0'.repeat(64) };
}

/** A library of the given donors. */
export const donorLibrary = (...donors: readonly Donor[]): DonorLibrary => ({
  names: donors.map(({ name }) => name),
  load: async name => donors.find(donor => donor.name === name)!,
});
