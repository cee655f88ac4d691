import type { Body } from '../body.ts';
import { PHANTOM_LABELS, type Part } from '../part.ts';
import { blend, capsule, carve, ellipsoid, intersect, offset, roughen, tube } from '../shape.ts';
import { insideRibs } from './liver.ts';

/** Kidneys, spleen, pancreas and adrenals. */
export function solidOrganParts(body: Body): Part[] {
  return [...adrenals(), ...kidney(body, -1), ...kidney(body, 1), ...pancreas(body), ...spleen(body)];
}

function kidney({ random, fields, tissue }: Body, side: -1 | 1): Part[] {
  const z = side < 0 ? random.between(-58, -46) : random.between(-46, -32);
  const [x, y] = [side * random.between(60, 66), 46];
  const long = random.between(50, 58);
  const tilt: readonly [number, number] = [-side * 0.16, 0.16];
  const whole = roughen(ellipsoid([x, y, z], [27, 24, long], tilt), fields.medium, 1.2);
  const sinus = ellipsoid([x - side * 21, y - 7, z], [19, 10, long * 0.5], tilt);
  const kidneyShape = carve(whole, [sinus], 6);
  const label = side < 0 ? PHANTOM_LABELS.kidneyRight : PHANTOM_LABELS.kidneyLeft;
  const pyramids: Part[] = Array.from({ length: 11 }, (_, n) => {
    const height = ((n - 5) / 5) * long * 0.72;
    const turn = [-0.9, 0, 0.9][n % 3] as number;
    const [px, py] = [x + side * 5 * Math.cos(turn) - side * 0.16 * height, y + 11 * Math.sin(turn) + 0.16 * height];
    return { shape: intersect(ellipsoid([px, py, z + height], [8.5, 7, 7]), offset(kidneyShape, -5.5).distance), hu: tissue.medulla, label, softMm: 2 };
  });
  const pelvis = blend([ellipsoid([x - side * 17, y - 5, z], [8, 6, 14], tilt), capsule([x - side * 10, y - 3, z + 16], [x - side * 14, y - 5, z], [2.5, 4])], 4);
  const ureter = tube([[x - side * 20, y - 6, z - 12], [side * 34, 34, z - 60], [side * 34, 32, -200]], [3, 2, 2]);
  return [{ shape: kidneyShape, hu: tissue.cortex, label }, ...pyramids, { shape: pelvis, hu: tissue.renalPelvis }, { shape: ureter, hu: tissue.renalPelvis }];
}

function spleen(body: Body): Part[] {
  const { random, fields, tissue } = body;
  const [x, y, z] = [random.between(98, 108), random.between(34, 42), random.between(28, 40)];
  const whole = ellipsoid([x, y, z], [32, random.between(44, 54), random.between(40, 54)], [0, 0.3]);
  const shape = insideRibs(carve(whole, [ellipsoid([x - 40, y - 14, z], [34, 44, 60]), ellipsoid([62, 50, -30], [34, 30, 60])], 6), body, 2.5);
  return [{ shape: roughen(shape, fields.medium, 1), hu: (u, v, w) => tissue.spleen + 4 * fields.fine(u, v, w), label: PHANTOM_LABELS.spleen }];
}

function pancreas({ fields, tissue, random }: Body): Part[] {
  const rise = random.between(-5, 8);
  const gland = tube([[-14, -8, -44], [-10, -12, -22], [10, -16, -10], [38, -2, 2 + rise], [66, 16, 10 + rise], [84, 28, 18 + rise]], [12, 13, 9, 9.5, 9, 7], 8);
  return [
    { shape: roughen(gland, fields.fine, 4), hu: (x, y, z) => tissue.pancreas - 35 * Math.max(0, fields.fine(x * 1.5, y * 1.5, z * 1.5)), label: PHANTOM_LABELS.pancreas },
    { shape: tube([[-16, -10, -40], [-16, -4, -16], [-28, -8, 4]], [2.6, 2.8, 2.4]), hu: 8 },
  ];
}

const adrenals = (): Part[] => [-1, 1].flatMap(side => [
  { shape: capsule([side * 34, 30, 24], [side * 42, 44, 10], [2.6, 2]), hu: 78 },
  { shape: capsule([side * 34, 30, 24], [side * 30, 42, 8], [2.6, 2]), hu: 78 },
]);
