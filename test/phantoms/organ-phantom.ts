import { normalOf, philox4x32 } from '../../gateway/src/kernels/philox/reference.ts';
import { affineOf, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Volume } from '../../gateway/src/volume/volume.ts';

/** An organ in fat, lopsided so that no mirror goes unseen: a 52 x 44 x 47 mm ellipsoid without its left posterior corner, two vessels. */
export interface OrganPhantom {
  readonly ct: Volume<Int16Array>;
  readonly organMask: Volume<Uint8Array>;
  /** LPS mm of the ellipsoid's centre, and of a point with at least 20 mm of organ around it, away from the vessels. */
  readonly centreLps: Vec3;
  readonly deepLps: Vec3;
}

export const ORGAN_HU = 110;
const VESSEL_HU = 180;
export const NOISE_HU = 12;
const FAT_HU = -90;
const CENTRE: Vec3 = [-31, 17, 240];
const DEEP: Vec3 = [CENTRE[0] - 14, CENTRE[1] - 4, CENTRE[2] + 3];

/** Grids that a scan may have: thick axial slices, equal spacing, oblique and sheared with reversed slices. */
export const GRIDS = {
  '0.7 x 0.7 x 5 mm': grid([0.7, 0.7, 5], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
  '1 x 1 x 1 mm': grid([1, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
  'oblique 0.9 x 0.9 x 2 mm': grid([0.9, 0.9, 2], turned(0.4, 0.25)),
  'tilted gantry, head first 0.8 x 0.8 x 2.5 mm': grid([0.8, 0.8, 2.5], [1, 0, 0, 0, Math.cos(0.3), -Math.sin(0.3), 0, 0, -1]),
} as const satisfies Record<string, Geometry>;

function turned(a: number, b: number): Geometry['direction'] {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [ca, sa * cb, sa * sb, -sa, ca * cb, ca * sb, 0, -sb, cb];
}

/** A grid of about 112 mm around the organ. */
function grid(spacingMm: Vec3, direction: Geometry['direction']): Geometry {
  const dimensions = spacingMm.map(s => Math.ceil(112 / s)) as unknown as Vec3;
  const half = dimensions.map((n, axis) => ((n - 1) / 2) * spacingMm[axis]!);
  const originLps = [0, 1, 2].map(c => CENTRE[c]! - half.reduce((sum, h, axis) => sum + h * direction[3 * axis + c]!, 0)) as unknown as Vec3;
  return { dimensions, spacingMm, originLps, direction };
}

/** Draws the phantom on a grid. Same seed, same bytes. */
export function organPhantom(geometry: Geometry, { seed = 1, noiseHu = NOISE_HU, vessels = true, organHu = ORGAN_HU } = {}): OrganPhantom {
  const [columns, rows, slices] = geometry.dimensions;
  const hu = new Int16Array(columns * rows * slices);
  const mask = new Uint8Array(hu.length);
  const m = affineOf(geometry);
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(seed, 77), new Uint32Array(4)];
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const x = m[0]! * i + m[1]! * j + m[2]! * k + m[3]! - CENTRE[0];
        const y = m[4]! * i + m[5]! * j + m[6]! * k + m[7]! - CENTRE[1];
        const z = m[8]! * i + m[9]! * j + m[10]! * k + m[11]! - CENTRE[2];
        const inside = (x / 52) ** 2 + (y / 44) ** 2 + (z / 47) ** 2 < 1 && !(x > 12 && y > 8);
        const vessel = vessels && (Math.hypot(x - 8, y + 12) < 4 || Math.hypot(x + 2 - 0.4 * y, z - 20) < 3);
        mask[at] = inside ? 1 : 0;
        counter[0] = at;
        philox4x32(counter, key, words);
        hu[at] = Math.round((inside ? (vessel ? VESSEL_HU : organHu) : FAT_HU) + noiseHu * normalOf(words));
      }
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, mask), centreLps: CENTRE, deepLps: DEEP };
}
