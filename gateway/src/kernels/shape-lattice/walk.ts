import type { ParametersOf, RowSpans } from '../kernel.ts';
import type { SHAPE_LATTICE } from './layout.ts';
import { ShapeRow } from './row.ts';
import type { ShapeVisitor } from './visitor.ts';

export interface ShapeWalk {
  readonly lattice: Int32Array;
  readonly parameters: ParametersOf<typeof SHAPE_LATTICE>;
  readonly region: RowSpans;
  /** Lowest and highest level that is asked about. */
  readonly low: number;
  readonly high: number;
}

/** Voxels of a row that are settled together where they can be. */
const GROUP = 4;

/** Visits the region's voxels that are inside or near the surface. Which ones are settled as a whole never changes what a count comes to. */
export function walkShape({ lattice, parameters, region, low, high }: ShapeWalk, visitor: ShapeVisitor): void {
  const { dimensions: [columns] } = parameters;
  const row = new ShapeRow(lattice, parameters);
  const margins = marginsOf(lattice, parameters, high);
  for (let n = 0; 2 * n < region.length; n++) {
    const [from, end] = [region[2 * n]!, region[2 * n + 1]!];
    if (from === end) continue;
    row.moveTo(n, from, end);
    let near = end; // first of the voxels that are near, or the end when there is none
    const flush = (to: number) => {
      if (near < to) row.visitNear(near, to, visitor);
      near = end;
    };
    for (let i = from; i < end; i += GROUP) {
      const last = Math.min(i + GROUP, end);
      const whole = row.middle((i + last - 1) / 2);
      if (whole + margins.group < low || whole - margins.group >= high) {
        flush(i);
        if (whole < low) visitor.inside(columns * n + i, columns * n + last);
        continue;
      }
      for (let v = i; v < last; v++) {
        const value = row.middle(v);
        if (value + margins.voxel >= low && value - margins.voxel < high) {
          if (near === end) near = v;
          continue;
        }
        flush(v);
        if (value < low) visitor.inside(columns * n + v, columns * n + v + 1);
      }
    }
    flush(end);
  }
}

/** How far beyond the highest level asked about slopes are looked at, as shares of it: the nearer, the gentler they are. */
const CEILINGS = [1.1, 1.2, 1.3, 1.5];

interface Margins {
  readonly voxel: number;
  readonly group: number;
}

/**
 * By how much a value inside a voxel, or inside a group of a row, may differ from the one in its middle, in places where it matters.
 * Infinity where no bound can be given.
 */
function marginsOf(lattice: Int32Array, parameters: ShapeWalk['parameters'], high: number): Margins {
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

function marginsBelow(lattice: Int32Array, parameters: ShapeWalk['parameters'], ceiling: number): Margins {
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
