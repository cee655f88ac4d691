import type { Vec3 } from '../../volume/geometry.ts';
import type { Body } from '../body.ts';
import { PHANTOM_LABELS, type Part } from '../part.ts';
import type { Random } from '../random.ts';
import { capsule, tube, type Shape } from '../shape.ts';

/** Aorta, vena cava, portal system outside the liver, vessels of the kidneys and of the mesentery. */
export function greatVesselParts({ tissue, random }: Body): Part[] {
  const aorta = tube([[14, 26, 200], [10, 30, 60], [6, 26, 0], [4, 24, -200]], [13, 12, 10, 8.5]);
  const cava = tube([[-22, 2, 120], [-22, 12, 80], [-24, 22, 40], [-24, 22, 0], [-20, 24, -200]], [12, 12, 12, 10, 9]);
  const portal = tube([[-26, -4, 8], [-14, 4, -8], [6, -2, -14]], [7, 7.5, 6.5]);
  const splenic = tube([[6, -2, -14], [35, 10, 0], [66, 28, 12], [88, 38, 22]], [6.5, 4.8, 4.5, 4]);
  const mesentericVein = tube([[6, -2, -14], [0, -14, -60], [-14, -26, -130]], [6, 5.5, 3]);
  const mesentericArtery = tube([[7, 15, -16], [10, -2, -34], [8, -16, -70], [-2, -26, -130]], [4, 4, 3.5, 2]);
  const celiac = tube([[9, 19, 8], [8, 4, 10], [34, 4, 14]], [3.5, 3.5, 2.2]);
  const renal = (side: number): Part[] => [
    { shape: tube([[side > 0 ? 14 : -24, 24, -34], [side * 46, 40, -36]], [5, 5]), hu: tissue.venaCava },
    { shape: tube([[6 + side * 8, 29, -26], [side * 46, 48, -36]], [3, 2.5]), hu: tissue.aorta },
  ];
  return [
    ...mesentery(random, tissue.portalVein),
    { shape: cava, hu: tissue.venaCava, label: PHANTOM_LABELS.venaCava },
    { shape: aorta, hu: tissue.aorta, label: PHANTOM_LABELS.aorta },
    ...[portal, splenic, mesentericVein].map(shape => ({ shape, hu: tissue.portalVein })),
    ...[mesentericArtery, celiac].map(shape => ({ shape, hu: tissue.aorta })),
    ...renal(-1), ...renal(1),
  ];
}

function mesentery(random: Random, hu: number): Part[] {
  return Array.from({ length: 150 }, () => {
    const from: Vec3 = [random.between(-75, 85), random.between(-62, 16), random.between(-175, -25)];
    const to: Vec3 = [from[0] + 12 * random.normal(), from[1] - 5 + 8 * random.normal(), from[2] - 8 + 10 * random.normal()];
    const r = random.between(0.6, 1.8);
    return { shape: capsule(from, to, [r, r * 0.8]), hu: hu - 30 };
  });
}

/** The portal and hepatic venous trees inside the liver: tubes that fork and taper. */
export function liverVesselParts({ random, tissue }: Body, liver: Shape): Part[] {
  const shapes: Part[] = [];
  const grow = (hu: number): Branch => (from, aim, [radius, order]) => {
    const to = bend(random, from, aim);
    shapes.push({ shape: capsule(from, to, [radius, radius * 0.82]), hu, onlyOn: PHANTOM_LABELS.liver, label: 'keep' });
    if (order === 0 || radius < 0.7) return;
    if (liver.distance(...to) > -2) return;
    for (const share of [0.86, random.between(0.55, 0.75)]) {
      const length = random.between(16, 27) * (0.55 + 0.09 * order);
      grow(hu)(to, fork(random, { from, to, lengthMm: length, spread: share > 0.8 ? 0.45 : 0.95 }), [radius * share, order - 1]);
    }
  };
  const portal = grow(tissue.portalVein);
  const hepatic = grow(tissue.hepaticVein);
  portal([-26, -4, 8], [-52, -2, 14], [6.4, 6]);
  portal([-52, -2, 14], [-74, 20, 4], [4.6, 5]);
  portal([-26, -4, 8], [-14, -26, 26], [4.8, 5]);
  portal([-14, -26, 26], [16, -52, 44], [3.8, 4]);
  hepatic([-24, 14, 76], [-62, 18, 62], [5.2, 6]);
  hepatic([-24, 10, 78], [-42, -22, 60], [4.6, 6]);
  hepatic([-23, 8, 78], [0, -34, 62], [4.2, 5]);
  return shapes;
}

type Branch = (from: Vec3, aim: Vec3, size: readonly [radius: number, order: number]) => void;

const bend = (random: Random, from: Vec3, aim: Vec3): Vec3 => {
  const sway = 0.06 * Math.hypot(aim[0] - from[0], aim[1] - from[1], aim[2] - from[2]);
  return [aim[0] + sway * random.normal(), aim[1] + sway * random.normal(), aim[2] + sway * random.normal()];
};

function fork(random: Random, { from, to, lengthMm, spread }: { from: Vec3; to: Vec3; lengthMm: number; spread: number }): Vec3 {
  const d: Vec3 = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const n = Math.hypot(...d);
  const turned: Vec3 = [d[0] / n + spread * random.normal(), d[1] / n + spread * random.normal(), d[2] / n + spread * random.normal()];
  const m = lengthMm / Math.hypot(...turned);
  return [to[0] + m * turned[0], to[1] + m * turned[1], to[2] + m * turned[2]];
}
