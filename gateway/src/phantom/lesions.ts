import type { Vec3 } from '../volume/geometry.ts';
import type { Body } from './body.ts';
import { PHANTOM_LABELS, type Part } from './part.ts';
import { makeField } from './noise-field.ts';
import { makeRandom } from './random.ts';
import { capsule, ellipsoid, offset, roughen, type Shape } from './shape.ts';

/** One lesion of the phantom. */
export interface PhantomLesion {
  /** Centre, LPS mm. */
  readonly centreLps: Vec3;
  /** Mean radius, mm. */
  readonly radiusMm: number;
  /** Mean HU of its body. */
  readonly hu: number;
}

/** A slightly knobby lesion with a darker core and a soft border, kept within the liver. Centre in body mm. */
export function lesionParts(centre: Vec3, { radiusMm, hu }: PhantomLesion, seed: number): Part[] {
  const bumps = makeField(seed, Math.max(5, radiusMm * 0.9));
  const inner = makeField(seed + 1, Math.max(3, radiusMm * 0.4));
  const body = roughen(ellipsoid(centre, [radiusMm, radiusMm, radiusMm]), bumps, radiusMm * 0.16);
  const core = offset(body, -radiusMm * 0.45);
  const label = PHANTOM_LABELS.liverLesion;
  return [
    { shape: body, hu: (x, y, z) => hu + 6 * inner(x, y, z), onlyOn: PHANTOM_LABELS.liver, label, softMm: 1.6 },
    { shape: core, hu: (x, y, z) => hu - 8 + 6 * inner(x, y, z), onlyOn: label, label, softMm: radiusMm * 0.3 },
  ];
}

/** A few hypodense metastases at seeded places well inside the liver and clear of each other. Body mm. */
export function drawMetastases(liver: Shape, body: Body, { seed, radiiMm }: { seed: number; radiiMm: readonly number[] }): { centre: Vec3; radiusMm: number; hu: number }[] {
  const random = makeRandom(seed ^ 0x1e51);
  const found: { centre: Vec3; radiusMm: number; hu: number }[] = [];
  const { low, high } = liver.bounds;
  for (const radiusMm of radiiMm)
    for (let attempt = 0; attempt < 4000; attempt++) {
      const at: Vec3 = [random.between(low[0], high[0]), random.between(low[1], high[1]), random.between(low[2], high[2])];
      if (liver.distance(...at) > -(radiusMm + 3)) continue;
      if (found.some(f => capsule(f.centre, f.centre, [f.radiusMm, f.radiusMm]).distance(...at) < radiusMm + 8)) continue;
      found.push({ centre: at, radiusMm, hu: body.tissue.liver - random.between(42, 56) });
      break;
    }
  return found;
}
