import type { ParametersOf } from '../kernel.ts';
import type { SHAPE_LATTICE } from './layout.ts';

/** Voxels of a row that are settled together where they can be. */
export const GROUP = 4;

export interface Margins {
  readonly voxel: number;
  readonly group: number;
}

/** How far beyond the highest level asked about slopes are looked at, as shares of it: the nearer, the gentler they are. */
const CEILINGS = [1.1, 1.2, 1.3, 1.5];

/**
 * By how much a value inside a voxel, or inside a group of a row, may differ from the one in its middle, in places where it matters.
 * Infinity where no bound can be given.
 */
export function marginsOf(lattice: Int32Array, parameters: ParametersOf<typeof SHAPE_LATTICE>, high: number): Margins {
  let [voxel, group] = [Infinity, Infinity];
  for (const share of CEILINGS) {
    // A value below the highest level cannot rise beyond the ceiling on its way to the middle, so only slopes below that count.
    const margins = marginsBelow(lattice, parameters, share * high);
    if (voxel === Infinity && high + margins.voxel < share * high) voxel = margins.voxel;
    if (high + margins.group < share * high) group = margins.group;
    if (group < Infinity) break;
  }
  return { voxel, group };
}

function marginsBelow(lattice: Int32Array, parameters: ParametersOf<typeof SHAPE_LATTICE>, ceiling: number): Margins {
  const slopes = steepest(lattice, parameters.count, ceiling);
  const { samples, subI, subJ, subK, stepI } = parameters;
  // 8-bit fractions and rounding move a place by up to 1/128 of a step; mixing rounds three times on either side.
  let [voxel, group] = [6, 6];
  for (let axis = 0; axis < 3; axis++) {
    const across = ((samples[0] - 1) * Math.abs(subI[axis]!) + (samples[1] - 1) * Math.abs(subJ[axis]!) + (samples[2] - 1) * Math.abs(subK[axis]!)) / 2;
    const along = ((GROUP - 1) * Math.abs(stepI[axis]!)) / 2;
    voxel += slopes[axis]! * (across / 65_536 + 1 / 128);
    group += slopes[axis]! * ((across + along) / 65_536 + 1 / 128);
  }
  return { voxel, group };
}

/** Largest difference of neighbours along each axis, over the lattice's cells that reach below the ceiling. */
function steepest(values: Int32Array, count: number, ceiling: number): [number, number, number] {
  const plane = count * count;
  let [sx, sy, sz] = [0, 0, 0];
  for (let c = 0; c < count - 1; c++)
    for (let b = 0; b < count - 1; b++)
      for (let n = count * (b + count * c), end = n + count - 1; n < end; n++) {
        const v0 = values[n]!;
        const v1 = values[n + 1]!;
        const v2 = values[n + count]!;
        const v3 = values[n + count + 1]!;
        const v4 = values[n + plane]!;
        const v5 = values[n + plane + 1]!;
        const v6 = values[n + plane + count]!;
        const v7 = values[n + plane + count + 1]!;
        if (Math.min(v0, v1, v2, v3, v4, v5, v6, v7) >= ceiling) continue;
        sx = Math.max(sx, Math.abs(v1 - v0), Math.abs(v3 - v2), Math.abs(v5 - v4), Math.abs(v7 - v6));
        sy = Math.max(sy, Math.abs(v2 - v0), Math.abs(v3 - v1), Math.abs(v6 - v4), Math.abs(v7 - v5));
        sz = Math.max(sz, Math.abs(v4 - v0), Math.abs(v5 - v1), Math.abs(v6 - v2), Math.abs(v7 - v3));
      }
  return [sx, sy, sz];
}
