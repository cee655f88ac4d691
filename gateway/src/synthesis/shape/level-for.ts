import type { LesionShape } from './lattice-shape.ts';
import { valueOfRank } from './value-of-rank.ts';

/** About the level of a shape whose inside holds its volume of accepted places (mm relative to the lesion's centre); Infinity when no level does. */
export function levelFor({ lattice: { count, stepMm, originMm: [x0, y0, z0] }, values, radiusMm }: LesionShape, accept: (x: number, y: number, z: number) => boolean): number {
  const accepted = new Float32Array(values.length);
  let used = 0;
  for (let c = 0, n = 0; c < count; c++)
    for (let b = 0; b < count; b++)
      for (let a = 0; a < count; a++, n++) if (accept(x0 + a * stepMm, y0 + b * stepMm, z0 + c * stepMm)) accepted[used++] = values[n]!;
  return valueOfRank(accepted.subarray(0, used), (4 / 3) * Math.PI * (radiusMm / stepMm) ** 3);
}
