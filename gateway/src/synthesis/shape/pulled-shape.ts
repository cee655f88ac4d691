import { computeAtOnce } from '../../kernels/cpu.ts';
import { PULL_MAPS, type Pull } from '../../kernels/pull-warp/pull-factor.ts';
import { pullWarpKernel } from '../../kernels/pull-warp/kernel.ts';
import { radiusBelow } from './elastic-ellipsoid.ts';
import type { LesionShape } from './lattice-shape.ts';

/** The shape at the size that a pull map turns into the shape's own volume. */
export function shapeBeforePull(shape: LesionShape, pull: Pull): LesionShape {
  const { lattice: { stepMm }, values, radiusMm, levelMm } = shape;
  const pulled = pulledValues(shape, pull);
  const wanted = radiusBelow(values, levelMm, stepMm);
  let level = levelMm;
  for (let n = 0; n < 4; n++) level *= wanted / radiusBelow(pulled, level, stepMm);
  return { ...shape, radiusMm: (radiusMm * radiusBelow(values, level, stepMm)) / wanted, levelMm: level };
}

/** What the points of the shape's lattice show after the pull. */
function pulledValues({ lattice: { count, stepMm, originMm: [x0, y0, z0] }, values }: LesionShape, { map, ...pull }: Pull): Float32Array {
  const perMm = 1 / stepMm;
  const parameters = {
    dimensions: [count, count, count, 0],
    frameX: [stepMm, 0, 0, x0], frameY: [0, stepMm, 0, y0], frameZ: [0, 0, stepMm, z0],
    voxelI: [perMm, 0, 0, 0], voxelJ: [0, perMm, 0, 0], voxelK: [0, 0, perMm, 0],
    ...pull,
    map: PULL_MAPS.indexOf(map),
  } as const;
  return computeAtOnce(kernels => kernels.run(pullWarpKernel, { inputs: [kernels.upload(values)], parameters, length: values.length }));
}
