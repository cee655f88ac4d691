import type { Body } from '../body.ts';
import type { Part } from '../part.ts';
import { blend, capsule, ellipsoid, EVERYWHERE, remembering, roughen, type Shape } from '../shape.ts';

/** Skin, fat, muscle wall, the fat of the abdominal cavity, lungs and heart, muscles at the back, the couch. */
export function trunkParts(body: Body): Part[] {
  const { depth, fatMm, wallMm, fields, tissue } = body;
  const inside = (x: number, y: number) => fatMm(x, y) + wall(x, y, wallMm);
  const fatHu = (x: number, y: number, z: number) => -106 + 7 * fields.medium(x, y, z) + 5 * fields.fine(x, y, z);
  const muscleHu = (x: number, y: number, z: number) => tissue.muscle + 12 * fields.fine(x, y, z * 0.3) - 35 * Math.max(0, fields.medium(x * 1.4, y * 1.4, z * 0.4) - 0.45);
  const skin = remembering({ bounds: EVERYWHERE, distance: (x, y, z) => -depth(x, y, z) });
  return [
    { shape: couch(), hu: -60 },
    { shape: skin, hu: (x, y, z) => {
      const deep = -skin.last;
      const fat = fatMm(x, y);
      if (deep < fat - 0.7) return deep < 1.5 ? 30 : ramp(deep, [1.5, 3], [30, fatHu(x, y, z)]);
      const thick = wall(x, y, wallMm);
      if (deep > fat + thick + 0.7) return fatHu(x, y, z);
      const gap = Math.abs(deep - fat - wallMm * (0.38 + 0.06 * fields.broad(x, y, z)));
      const flesh = gap < 1 ? ramp(gap, [0.2, 1], [-15, muscleHu(x, y, z)]) : muscleHu(x, y, z);
      return deep < fat + 0.7 ? ramp(deep, [fat - 0.7, fat + 0.7], [fatHu(x, y, z), flesh]) : ramp(deep, [fat + thick - 0.7, fat + thick + 0.7], [flesh, fatHu(x, y, z)]);
    } },
    ...backMuscles(body, muscleHu),
    ...chestParts(body, inside),
  ];
}

const ramp = (v: number, [a, b]: readonly [number, number], [p, q]: readonly [number, number]) => (v <= a ? p : v >= b ? q : p + ((q - p) * (v - a)) / (b - a));

/** Thick straight muscles left and right of the front midline, a thin band between. */
function wall(x: number, y: number, wallMm: number): number {
  if (y > 0) return wallMm;
  const side = Math.abs(x);
  return side < 5 ? wallMm * 0.45 : side < 62 ? wallMm * 0.8 : wallMm;
}

const couch = (): Shape => ({
  bounds: { low: [-210, 90, -1e4], high: [210, 136, 1e4] },
  distance: (x, y) => Math.max(Math.abs(y - 131 + 0.0009 * x * x) - 1.2, Math.abs(x) - 205),
});

function backMuscles({ fields }: Body, hu: Part['hu']): Part[] {
  return [-1, 1].flatMap(side => {
    const erector = blend([ellipsoid([side * 30, 88, 0], [27, 15, 400]), ellipsoid([side * 55, 82, 0], [20, 11, 400])], 10);
    const psoas = capsule([side * 30, 52, -20], [side * 46, 42, -190], [11, 26]);
    const crus = capsule([side * 14, 34, 50], [side * 12, 40, -35], [6, 3]);
    return [erector, psoas, crus].map(shape => ({ shape: roughen(shape, fields.medium, 1.5), hu }));
  });
}

function chestParts({ depth, diaphragm, fields, tissue, random }: Body, inside: (x: number, y: number) => number): Part[] {
  const lung: Shape = {
    bounds: { low: [-200, -200, -60], high: [200, 200, 1e4] },
    distance(x, y, z) {
      const midline = Math.max(38 - Math.hypot(x, (y - 62) * 0.9) + 6 * fields.broad(x, y, z), 17 - Math.abs(x + 4));
      if (midline > 4 || z < -45) return 4;
      const above = Math.max(midline, (diaphragm(x, y) + 4 - z) * 0.62);
      return above > 4 ? above : Math.max(above, inside(x, y) + 1.5 - depth(x, y, z));
    },
  };
  const lungHu = (x: number, y: number, z: number) => -862 + 35 * fields.medium(x, y, z) + 60 * Math.max(0, fields.fine(x, y, z)) + 0.35 * (y + 40);
  const heart = ellipsoid([26, -38, 118], [66, 48, 56], [0.15, 0.1]);
  const chambers = [ellipsoid([50, -26, 122], [25, 24, 34]), ellipsoid([8, -50, 122], [30, 18, 34]), ellipsoid([-22, -22, 130], [18, 22, 24])];
  const branches: Part[] = Array.from({ length: 170 }, () => {
    const [x, y, z] = [random.between(-125, 125), random.between(-70, 85), random.between(20, 150)];
    const r = random.between(0.5, 1.7);
    return { shape: capsule([x, y, z], [x + 14 * random.normal(), y + 14 * random.normal(), z + 12], [r, r * 0.7]), hu: (u, v, w) => (lung.distance(u, v, w) < -2 ? 40 : 30), label: 'keep' as const };
  });
  return [
    { shape: { bounds: lung.bounds, distance: (x, y, z) => lung.distance(x, y, z) - 2.2 }, hu: 48 },
    { shape: lung, hu: lungHu },
    ...branches.map(part => ({ ...part, shape: { ...part.shape, distance: (x: number, y: number, z: number) => Math.max(part.shape.distance(x, y, z), lung.distance(x, y, z) + 1) } })),
    { shape: heart, hu: tissue.myocardium, softMm: 2 },
    ...chambers.map(shape => ({ shape: roughen(shape, fields.medium, 3), hu: tissue.aorta, softMm: 2 })),
    { shape: capsule([2, 26, 200], [16, 8, 55], [8, 8]), hu: 45 },
  ];
}
