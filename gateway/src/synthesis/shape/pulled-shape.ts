import { pullFactor, type Pull } from '../../kernels/pull-warp/pull-factor.ts';
import { trilinearSampler } from '../../kernels/trilinear/reference.ts';
import { radiusBelow } from './elastic-ellipsoid.ts';
import type { LesionShape } from './lattice-shape.ts';

/** The shape at the size that a pull map turns into the shape's own volume. */
export function shapeBeforePull(shape: LesionShape, pull: Pull): LesionShape {
  const { lattice: { count, stepMm, originMm: [x0, y0, z0] }, values, radiusMm, levelMm } = shape;
  const sample = trilinearSampler(values, [count, count, count]);
  const pulled = values.slice();
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++)
      for (let a = 0; a < count; a++, n++) {
        const [x, y, z] = [x0 + a * stepMm, y0 + b * stepMm, z0 + c * stepMm];
        const distance = Math.sqrt(x * x + y * y + z * z);
        if (distance >= pull.reachMm) continue;
        const factor = pullFactor(pull, distance);
        pulled[n] = sample((factor * x - x0) / stepMm, (factor * y - y0) / stepMm, (factor * z - z0) / stepMm);
      }
  const wanted = radiusBelow(values, levelMm, stepMm);
  let level = levelMm;
  for (let n = 0; n < 4; n++) level *= wanted / radiusBelow(pulled, level, stepMm);
  return { ...shape, radiusMm: (radiusMm * radiusBelow(values, level, stepMm)) / wanted, levelMm: level };
}
