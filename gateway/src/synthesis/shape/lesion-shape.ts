import type { Vec3 } from '../../volume/geometry.ts';
import { deformedEllipsoid, type DeformedEllipsoidOptions } from './deformed-ellipsoid.ts';
import { latticeShape, volumeLevel, type LesionShape } from './lattice-shape.ts';
import { latticePoint, type Lattice } from '../frame/lattice.ts';

/** Farther than this many radii from the centre a shape may not reach; it is then drawn with half the deformation. */
export const LARGEST_REACH = 1.6;

/** The lattice ends this many radii from the centre, and with it the largest lesion that a border makes grow. */
export const LATTICE_RADII = 1.75;

/** A turned ellipsoid, smoothly deformed and slightly rough, of exact volume, centred on its own centroid. */
export function makeLesionShape(options: Omit<DeformedEllipsoidOptions, 'lattice' | 'reachMm'>): LesionShape {
  const { radiusMm } = options;
  const lattice = latticeFor(radiusMm);
  const values = deformedEllipsoid({ ...options, lattice, reachMm: LATTICE_RADII * radiusMm });
  const levelMm = volumeLevel({ lattice, values, radiusMm });
  const centre = centroid(values, lattice, levelMm);
  const shape = latticeShape({ lattice: { ...lattice, originMm: lattice.originMm.map((v, axis) => v - centre[axis]!) as unknown as Vec3 }, values, radiusMm, levelMm });
  if (shape.reachMm <= LARGEST_REACH * radiusMm) return shape;
  const halfAxes = options.halfAxes.map(v => v ** 0.8) as unknown as Vec3;
  return makeLesionShape({ ...options, halfAxes, elasticSigmaMm: options.elasticSigmaMm / 2, roughness: options.roughness / 2 });
}

/** 20 points an axis for small lesions to 34 for large ones: steps of a tenth to a fifth of the radius lose nothing that a voxel would show. */
function latticeFor(radiusMm: number): Lattice {
  const count = Math.min(34, Math.max(20, Math.round(15 + radiusMm)));
  const low = -LATTICE_RADII * radiusMm;
  return { count, stepMm: (-2 * low) / (count - 1), originMm: [low, low, low] };
}

/** Mean position of the lattice points below the level, mm. */
function centroid(values: Float32Array, lattice: Lattice, level: number): Vec3 {
  const { count } = lattice;
  let [inside, a, b, c] = [0, 0, 0, 0];
  for (let z = 0, n = 0; z < count; z++)
    for (let y = 0; y < count; y++)
      for (let x = 0; x < count; x++, n++) {
        if (values[n]! >= level) continue;
        inside++;
        a += x;
        b += y;
        c += z;
      }
  const [x0, y0, z0] = latticePoint(lattice, 0);
  const scale = lattice.stepMm / Math.max(1, inside);
  return [x0 + a * scale, y0 + b * scale, z0 + c * scale];
}
