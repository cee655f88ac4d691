import type { ContrastPhase } from './contrast.ts';
import { CONTRAST, type TissueHu } from './contrast.ts';
import { makeField, type Field } from './noise-field.ts';
import { makeRandom, type Random } from './random.ts';
import { softMin } from './shape.ts';

/**
 * The frame all parts are drawn in: millimetres of a body of standard size, axes as LPS, origin at the disc L1/L2 on the midline.
 * The drawn patient is this body scaled.
 */
export interface Body {
  readonly random: Random;
  readonly tissue: TissueHu;
  /** Smooth fields with cells of about 45, 14, 6 and 2.2 mm. */
  readonly fields: { readonly broad: Field; readonly medium: Field; readonly fine: Field; readonly grain: Field };
  /** Depth below the skin in mm, negative in air. */
  depth(x: number, y: number, z: number): number;
  /** Thickness of skin and fat at a place, mm. */
  fatMm(x: number, y: number): number;
  /** Thickness of the muscle wall, mm. */
  readonly wallMm: number;
  /** z of the diaphragm over a place: lung above, abdomen below. */
  diaphragm(x: number, y: number): number;
}

/** Draws the habitus of one patient. */
export function drawBody(seed: number, phase: ContrastPhase): Body {
  const random = makeRandom(seed);
  const fields = {
    broad: makeField(seed ^ 0x1111, 45),
    medium: makeField(seed ^ 0x2222, 14),
    fine: makeField(seed ^ 0x3333, 6),
    grain: makeField(seed ^ 0x4444, 2.2),
  };
  const fat = random.between(7, 20);
  const flank = random.between(4, 12);
  const wallMm = random.between(10, 13);
  const dome = { right: random.between(88, 102), left: random.between(72, 84) };
  return {
    random, fields, wallMm,
    tissue: CONTRAST[phase](random),
    depth: torsoDepth(fields.broad, (fat + flank) * 0.8),
    fatMm: (x, y) => fat + flank * Math.max(0, y / 100) * Math.min(1, Math.abs(x) / 60) + 2.5 * fields.broad(x, y, 0),
    diaphragm: diaphragm(dome, fields.broad),
  };
}

function torsoDepth(broad: Field, extraMm: number): Body['depth'] {
  const a = 148 + extraMm;
  const front = 98 + extraMm;
  const back = 96 + extraMm * 0.7;
  return (x, y, z) => {
    const taper = 1 - 0.00022 * Math.max(0, z - 40) - 0.0002 * Math.max(0, -z - 20);
    const u = x / (a * taper);
    const v = y < 0 ? y / (front * taper) : y / (back * taper);
    const p = u * u;
    const q = v * v;
    const f = Math.sqrt(Math.sqrt(p * p + q * q + 1.25 * p * q));
    const groove = y > 60 ? 7 * Math.exp((-x * x) / 260) : 0;
    const r = Math.sqrt(x * x + y * y);
    return f < 1e-6 ? 90 : r * (1 / f - 1) - groove + 3 * broad(x * 0.7, y * 0.7, z * 0.5 + 300);
  };
}

function diaphragm(dome: { right: number; left: number }, broad: Field): Body['diaphragm'] {
  return (x, y) => {
    const front = y + 8;
    const slope = front > 0 ? 0.0145 : 0.0105;
    const right = dome.right - 0.0118 * (x + 66) ** 2 - slope * front * front;
    const left = dome.left - 0.0125 * (x - 68) ** 2 - slope * front * front;
    const middle = 62 - 0.004 * x * x - 0.006 * front * front;
    return -softMin(softMin(-right, -left, 24), -middle, 24) + 3 * broad(x, y, 500);
  };
}
