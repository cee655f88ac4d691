import type { Body } from '../body.ts';
import { PHANTOM_LABELS, type Part } from '../part.ts';
import { blend, capsule, ellipsoid, intersect, offset, remembering, type Shape } from '../shape.ts';

const VERTEBRA_MM = 35;
const RIB_MM = 25;

/** Spine with discs, canal and processes; ribs; breastbone. */
export function skeletonParts(body: Body): Part[] {
  return [...ribParts(body), ...spineParts(body)];
}

function spineParts(body: Body): Part[] {
  const parts: Part[] = [];
  for (let level = -6; level <= 5; level++) parts.push(...vertebraParts(body, level * VERTEBRA_MM));
  const canal = ellipsoid([0, 82, 0], [11, 8, 1000]);
  const cord = ellipsoid([0, 82, 0], [6, 4.5, 1000]);
  return [...parts, { shape: canal, hu: 8 }, { shape: cord, hu: 38 }];
}

function vertebraParts({ fields }: Body, z: number): Part[] {
  const size = 1 - z * 0.0009;
  const waist = (x: number, y: number, w: number) => Math.hypot(x / (23 * size), (y - 54) / (17 * size)) * 20 - 20 + 2.2 * (1 - ((w - z) / 14) ** 2);
  const slab: Shape = { bounds: { low: [-32, 30, z - 16], high: [32, 80, z + 16] }, distance: (x, y, w) => Math.max(waist(x, y, w), Math.abs(w - z) - 14) };
  const disc: Shape = { bounds: { low: [-32, 30, z - 24], high: [32, 80, z + 24] }, distance: (x, y, w) => Math.max(Math.hypot(x / 23, (y - 54) / 17) * 20 - 20, Math.abs(w - z) - 22) };
  const arch = blend([
    capsule([-15, 68, z + 3], [-17, 84, z], [5, 5]), capsule([15, 68, z + 3], [17, 84, z], [5, 5]),
    capsule([-16, 84, z - 3], [0, 95, z - 6], [4.5, 4]), capsule([16, 84, z - 3], [0, 95, z - 6], [4.5, 4]),
    capsule([0, 94, z - 6], [0, 110, z - 10], [3, 3.5]),
    capsule([-18, 80, z], [-44, 84, z + 1], [4, 3]), capsule([18, 80, z], [44, 84, z + 1], [4, 3]),
  ], 3);
  const spongy = (x: number, y: number, w: number) => 185 + 45 * fields.grain(x, y, w) + 30 * fields.fine(x, y, w);
  return [
    { shape: disc, hu: 88 },
    { shape: slab, hu: 460, label: PHANTOM_LABELS.vertebra },
    { shape: offset(slab, -1.6), hu: spongy, label: PHANTOM_LABELS.vertebra },
    { shape: arch, hu: 520, label: PHANTOM_LABELS.vertebra },
    { shape: offset(arch, -2), hu: spongy, label: PHANTOM_LABELS.vertebra },
  ];
}

/** Bone whose HU falls from its dense rind to the spongy inside. */
function corticated(bone: Shape, spongy: (x: number, y: number, z: number) => number): Part {
  const shape = remembering(bone);
  const hu = (x: number, y: number, z: number) => {
    const rind = Math.min(1, Math.max(0, (shape.last + 2.8) / 1.6));
    return rind * 560 + (1 - rind) * spongy(x, y, z);
  };
  return { shape, hu };
}

function ribParts(body: Body): Part[] {
  const { depth, fatMm, wallMm, fields } = body;
  const low = -38;
  const cage = (x: number, y: number, z: number) => fatMm(x, y) + wallMm * 0.68 - depth(x, y, z);
  const fromLine = (x: number, y: number, z: number) => {
    const along = z - 0.42 * (y - 90) + 0.34 * Math.max(0, Math.abs(x) - 24);
    return (along - RIB_MM * Math.round(along / RIB_MM)) * 0.92;
  };
  const ribs: Shape = {
    bounds: { low: [-220, -90, low], high: [220, 130, 400] },
    distance(x, y, z) {
      const off = Math.abs(fromLine(x, y, z));
      return off > 8 ? 2 : Math.hypot(cage(x, y, z) * 1.35, off) - 6 + 0.6 * fields.medium(x, y, z);
    },
  };
  const bony = intersect(ribs, (x, y, z) => Math.max(low + 6 - z + 0.55 * Math.max(0, 30 - y), -50 - y, 36 - Math.abs(x)));
  const cartilage = intersect(ribs, (x, y, z) => Math.max(low + 60 - z, y + 50, 24 - Math.abs(x) + 0.5 * Math.max(0, 70 - z)));
  return [
    { shape: cartilage, hu: 95 },
    corticated(bony, (x, y, z) => 190 + 60 * fields.grain(x, y, z)),
  ];
}
