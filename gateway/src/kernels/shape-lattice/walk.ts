import type { ParametersOf, RowSpans } from '../kernel.ts';
import type { SHAPE_LATTICE } from './layout.ts';
import { shapeSampler } from './sampler.ts';

export interface ShapeWalk {
  readonly lattice: Int32Array;
  readonly parameters: ParametersOf<typeof SHAPE_LATTICE>;
  readonly region: RowSpans;
  /** Lowest and highest level that is asked about. */
  readonly low: number;
  readonly high: number;
}

export interface ShapeVisitor {
  /** Voxels `from` to `to` (exclusive) of a row lie inside for every level asked about. */
  inside(from: number, to: number): void;
  /** The surface may pass through this voxel; the fixed-point position of its first sub-sample, good until the next call. */
  near(voxel: number, place: Int32Array): void;
}

/** Voxels of a row that are settled together where they can be. */
const GROUP = 4;

/** Visits the region's voxels that are inside or near the surface. Which ones are settled as a whole never changes what a count comes to. */
export function walkShape({ lattice, parameters, region, low, high }: ShapeWalk, visitor: ShapeVisitor): void {
  const { dimensions: [columns, rows], count, origin, stepI, stepJ, stepK } = parameters;
  const sample = shapeSampler(lattice, count);
  const margins = marginsOf(lattice, parameters, high);
  const half = [0, 1, 2].map(a => middleOffset(parameters, a)) as [number, number, number];
  const place = new Int32Array(3);
  const settle = (value: number, margin: number) => (value + margin < low ? 1 : value - margin >= high ? -1 : 0);
  for (let row = 0; 2 * row < region.length; row++) {
    const [j, k] = [row % rows, Math.floor(row / rows)];
    const x0 = (origin[0] + j * stepJ[0] + k * stepK[0]) | 0;
    const y0 = (origin[1] + j * stepJ[1] + k * stepK[1]) | 0;
    const z0 = (origin[2] + j * stepJ[2] + k * stepK[2]) | 0;
    const end = region[2 * row + 1]!;
    for (let i = region[2 * row]!; i < end; i += GROUP) {
      const last = Math.min(i + GROUP, end);
      const middle = (i + last - 1) / 2;
      const whole = settle(sample((x0 + middle * stepI[0] + half[0]) | 0, (y0 + middle * stepI[1] + half[1]) | 0, (z0 + middle * stepI[2] + half[2]) | 0), margins.group);
      if (whole === -1) continue;
      if (whole === 1) {
        visitor.inside(columns * row + i, columns * row + last);
        continue;
      }
      for (let n = i; n < last; n++) {
        const x = (x0 + n * stepI[0]) | 0;
        const y = (y0 + n * stepI[1]) | 0;
        const z = (z0 + n * stepI[2]) | 0;
        const one = settle(sample((x + half[0]) | 0, (y + half[1]) | 0, (z + half[2]) | 0), margins.voxel);
        if (one === 1) visitor.inside(columns * row + n, columns * row + n + 1);
        if (one !== 0) continue;
        place[0] = x;
        place[1] = y;
        place[2] = z;
        visitor.near(columns * row + n, place);
      }
    }
  }
}

/** From a voxel's first sub-sample to its middle along one lattice axis. */
function middleOffset({ samples, subI, subJ, subK }: ShapeWalk['parameters'], axis: number): number {
  return ((samples[0] - 1) * subI[axis]! + (samples[1] - 1) * subJ[axis]! + (samples[2] - 1) * subK[axis]!) / 2;
}

/**
 * By how much a value inside a voxel, or inside a group of a row, may differ from the one in its middle, in places where it matters.
 * Infinity where no bound can be given.
 */
function marginsOf(lattice: Int32Array, parameters: ShapeWalk['parameters'], high: number): { voxel: number; group: number } {
  const ceiling = 1.3 * high;
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
  const sure = (margin: number) => (high + margin < ceiling ? margin : Infinity);
  return { voxel: sure(voxel), group: sure(group) };
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
