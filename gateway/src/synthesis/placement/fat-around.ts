import { affineOf, invertAffine, lpsToIjk, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';

const FAT_HU = [-160, 0] as const;

/** Tells what share of a ball's part outside the organ is fat, 0..1; what lies beyond the scan is none. */
export function fatAround({ geometry, voxels }: HuVolume, organMask: Volume<Uint8Array>): (centreLps: Vec3, radiusMm: number) => number {
  const inverse = invertAffine(affineOf(geometry)) as number[];
  const [columns, rows] = geometry.dimensions;
  return (centreLps, radiusMm) => {
    const [i0, j0, k0] = lpsToIjk(geometry, centreLps);
    let [outside, fat] = [0, 0];
    for (const [x, y, z] of BALL_POINTS) {
      const [dx, dy, dz] = [x * radiusMm, y * radiusMm, z * radiusMm];
      const i = Math.round(i0 + inverse[0]! * dx + inverse[1]! * dy + inverse[2]! * dz);
      const j = Math.round(j0 + inverse[4]! * dx + inverse[5]! * dy + inverse[6]! * dz);
      const k = Math.round(k0 + inverse[8]! * dx + inverse[9]! * dy + inverse[10]! * dz);
      const at = i + columns * (j + rows * k);
      if (isInside(geometry, [i, j, k]) && organMask.voxels[at] === 1) continue;
      outside++;
      if (isInside(geometry, [i, j, k]) && voxels[at]! >= FAT_HU[0] && voxels[at]! <= FAT_HU[1]) fat++;
    }
    return outside === 0 ? 1 : fat / outside;
  };
}

const isInside = ({ dimensions }: Geometry, ijk: Vec3): boolean => ijk.every((v, axis) => v >= 0 && v < dimensions[axis]!);

/** Points of a lattice in the unit ball. */
const BALL_POINTS: readonly Vec3[] = (() => {
  const steps = [-0.9, -0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7, 0.9];
  return steps.flatMap(x => steps.flatMap(y => steps.map((z): Vec3 => [x, y, z]))).filter(p => Math.hypot(...p) <= 1);
})();
