import type { Box } from '../../volume/crop.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';

/** Voxels of the working grid are about this large: fine enough for distances, small enough to be quick on any scan. */
const TARGET_MM = 1.5;

/** The organ's surroundings on a coarser grid with the axes of the scan, one empty voxel wider than the box on every side. */
export interface WorkingGrid {
  readonly geometry: Geometry;
  /** Mean HU of the scan's voxels in each working voxel; 0 in the empty rim. */
  readonly hu: Float32Array;
  /** 1 where at least half of the scan's voxels are organ. */
  readonly organ: Uint8Array;
  /** Scan voxels per working voxel along i, j, k. */
  readonly stride: Vec3;
  /** Offset of the working voxel that holds scan voxel (i, j, k). */
  readonly offsetAt: (i: number, j: number, k: number) => number;
}

/** Averages the scan and its organ mask inside the box onto the working grid. */
export function makeWorkingGrid(ct: HuVolume, organMask: Volume<Uint8Array>, box: Box): WorkingGrid {
  const stride = ct.geometry.spacingMm.map(s => Math.max(1, Math.round(TARGET_MM / s))) as unknown as Vec3;
  const geometry = workingGeometry(ct.geometry, box, stride);
  const [columns, rows, slices] = geometry.dimensions;
  const { low, high } = box;
  const offsetAt = (i: number, j: number, k: number) =>
    1 + Math.floor((i - low[0]) / stride[0]) + columns * (1 + Math.floor((j - low[1]) / stride[1]) + rows * (1 + Math.floor((k - low[2]) / stride[2])));
  const hu = new Float32Array(columns * rows * slices);
  const organ = new Uint8Array(hu.length);
  const [scanColumns, scanRows] = ct.geometry.dimensions;
  const sums = new Float64Array(columns);
  const organCounts = new Float64Array(columns);
  for (let c = 1; c < slices - 1; c++)
    for (let b = 1; b < rows - 1; b++) {
      sums.fill(0);
      organCounts.fill(0);
      const lastJ = Math.min(high[1], low[1] + b * stride[1]);
      const lastK = Math.min(high[2], low[2] + c * stride[2]);
      const firstJ = low[1] + (b - 1) * stride[1];
      const firstK = low[2] + (c - 1) * stride[2];
      for (let k = firstK; k < lastK; k++) for (let j = firstJ; j < lastJ; j++) addRow({ ct: ct.voxels, mask: organMask.voxels, row: scanColumns * (j + scanRows * k), from: low[0], to: high[0], stride: stride[0], sums, organCounts });
      const across = (lastJ - firstJ) * (lastK - firstK);
      for (let a = 1, at = columns * (b + rows * c) + 1; a < columns - 1; a++, at++) {
        const count = across * (Math.min(high[0], low[0] + a * stride[0]) - low[0] - (a - 1) * stride[0]);
        hu[at] = sums[a]! / count;
        organ[at] = 2 * organCounts[a]! >= count ? 1 : 0;
      }
    }
  return { geometry, hu, organ, stride, offsetAt };
}

interface RowSums {
  readonly ct: Int16Array | Float32Array;
  readonly mask: Uint8Array;
  /** Offset of the scan's row, and the columns of it that count. */
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  /** By working column. */
  readonly sums: Float64Array;
  readonly organCounts: Float64Array;
}

function addRow({ ct, mask, row, from, to, stride, sums, organCounts }: RowSums): void {
  for (let v = row + from, a = 1, end = row + to; v < end; a++) {
    let [sum, organ] = [0, 0];
    for (const stop = Math.min(end, v + stride); v < stop; v++) {
      sum += ct[v]!;
      if (mask[v] !== 0) organ++;
    }
    sums[a]! += sum;
    organCounts[a]! += organ;
  }
}

function workingGeometry(scan: Geometry, { low, high }: Box, stride: Vec3): Geometry {
  const dimensions = low.map((v, axis) => Math.ceil((high[axis]! - v) / stride[axis]!) + 2) as unknown as Vec3;
  const origin = low.map((v, axis) => v - stride[axis]! + (stride[axis]! - 1) / 2) as unknown as Vec3;
  const spacingMm = scan.spacingMm.map((s, axis) => s * stride[axis]!) as unknown as Vec3;
  return { ...scan, dimensions, spacingMm, originLps: ijkToLps(scan, origin) };
}
