import type { Body } from '../body.ts';
import { PHANTOM_LABELS, type Part } from '../part.ts';
import { blend, carve, ellipsoid, offset, roughen, type Shape } from '../shape.ts';

/** The liver with gall bladder bed and fissures. `shape` is its outer surface. */
export function makeLiver(body: Body): { shape: Shape; gallbladder: Shape; parts: Part[] } {
  const { random, fields, tissue } = body;
  const jitter = (mm: number) => random.between(-mm, mm);
  const gallbladder = ellipsoid([-50 + jitter(5), -48 + jitter(5), -26 + jitter(5)], [random.between(10, 15), random.between(11, 15), random.between(22, 31)], [0.15, -0.25]);
  const lobes = blend([
    ellipsoid([-76 + jitter(4), 6 + jitter(4), 24 + jitter(4)], [63 + jitter(4), 73 + jitter(5), 80 + jitter(5)]),
    ellipsoid([-92 + jitter(4), 4, -34 + jitter(8)], [37 + jitter(4), 50 + jitter(5), 48 + jitter(9)]),
    ellipsoid([-20, -50, 42 + jitter(5)], [46, 38, 36 + jitter(5)]),
    ellipsoid([22 + jitter(6), -54, 50 + jitter(6)], [48 + jitter(10), 25 + jitter(4), 27 + jitter(4)], [0, -0.25]),
    ellipsoid([-18, 14, 32], [20, 17, 30]),
  ], 26);
  const cuts = [
    offset(gallbladder, 1),
    ellipsoid([-26, -2, -14], [30, 22, 26]),
    ellipsoid([0, 60, 0], [44, 40, 300]),
    ellipsoid([-64, 56, -52], [38, 30, 58], [0.12, -0.14]),
    ellipsoid([62, -12, 36], [50, 36, 60]),
    ellipsoid([6, -38, -30], [62, 46, 40]),
    ellipsoid([-6 + jitter(4), -58, 18], [3, 30, 24], [0.1, 0]),
    ellipsoid([-8, -14, 28], [20, 3.2, 20], [0, 0.2]),
  ];
  const shape = roughen(insideRibs(carve(lobes, cuts, 9), body), fields.medium, 1.3);
  const hu = (x: number, y: number, z: number) => tissue.liver + 4 * fields.medium(x, y, z) + 5 * fields.fine(x, y, z);
  return {
    shape, gallbladder,
    parts: [
      { shape, hu, label: PHANTOM_LABELS.liver },
      { shape: gallbladder, hu: 55, label: PHANTOM_LABELS.gallbladder },
      { shape: offset(gallbladder, -1.6), hu: 8 + jitter(6), label: PHANTOM_LABELS.gallbladder },
    ],
  };
}

/** Keeps an organ inside the muscle wall and under the diaphragm. */
export function insideRibs(shape: Shape, { depth, fatMm, wallMm, diaphragm }: Body, gapMm = 1.5): Shape {
  return {
    bounds: shape.bounds,
    distance(x, y, z) {
      const d = shape.distance(x, y, z);
      if (d > 6) return d;
      return Math.max(d, fatMm(x, y) + wallMm + gapMm - depth(x, y, z), (z - diaphragm(x, y)) * 0.62);
    },
  };
}
