import { normalOf, philox4x32 } from '../../gateway/src/kernels/philox/reference.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Volume } from '../../gateway/src/volume/volume.ts';

export type KidneyTissue = 'kidney' | 'fat' | 'gas' | 'bone' | 'spleen';

/** A left kidney of 26 x 24 x 50 mm half axes with brighter cortex, in fat; a rib behind it, gas in front, spleen above and to the left. */
export interface KidneyPhantom {
  readonly ct: Volume<Int16Array>;
  readonly organMask: Volume<Uint8Array>;
  readonly tissueAt: (at: number) => KidneyTissue;
}

const HU: Readonly<Record<KidneyTissue, number>> = { kidney: 165, fat: -100, gas: -1000, bone: 500, spleen: 125 };
const CENTRE: Vec3 = [70, 35, 150];
const NOISE_HU = 10;

/** Draws the phantom on a grid of about 140 mm. Same spacing, same bytes. */
export function kidneyPhantom(spacingMm: Vec3 = [0.9, 0.9, 2.5]): KidneyPhantom {
  const dimensions = spacingMm.map((s, axis) => Math.ceil([110, 110, 150][axis]! / s)) as unknown as Vec3;
  const originLps = CENTRE.map((c, axis) => c - ((dimensions[axis]! - 1) / 2) * spacingMm[axis]!) as unknown as Vec3;
  const geometry: Geometry = { dimensions, spacingMm, originLps, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const [columns, rows, slices] = dimensions;
  const hu = new Int16Array(columns * rows * slices);
  const mask = new Uint8Array(hu.length);
  const offsets = (at: number) => ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]).map((v, axis) => v - CENTRE[axis]!) as unknown as Vec3;
  const tissueAt = (at: number): KidneyTissue => tissueOf(offsets(at));
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(3, 91), new Uint32Array(4)];
  for (let at = 0; at < hu.length; at++) {
    const tissue = tissueAt(at);
    mask[at] = tissue === 'kidney' ? 1 : 0;
    counter[0] = at;
    philox4x32(counter, key, words);
    hu[at] = Math.round(HU[tissue] + (tissue === 'kidney' && depth(offsets(at)) > 0.75 ? 30 : 0) + NOISE_HU * normalOf(words));
  }
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, mask), tissueAt };
}

/** 1 at the kidney's surface, 0 in its middle. */
const depth = ([x, y, z]: Vec3): number => Math.hypot(x / 26, y / 24, z / 50);

function tissueOf([x, y, z]: Vec3): KidneyTissue {
  if (depth([x, y, z]) < 1) return 'kidney';
  if (Math.hypot(y - 42, z + 0.4 * x) < 8) return 'bone';
  if (Math.hypot(x + 10, y + 45, z + 20) < 16) return 'gas';
  return x > 22 && z > 34 ? 'spleen' : 'fat';
}
