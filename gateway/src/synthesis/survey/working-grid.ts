import type { RowSpans } from '../../kernels/kernel.ts';
import type { Box } from '../../volume/crop.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';
import { eachBlockRow, type Blocks } from './blocks.ts';
import { maskSpans } from './mask-spans.ts';

/** Voxels of the working grid are about this large: fine enough for distances, small enough to be quick on any scan. */
const TARGET_MM = 1.5;

/** The organ's surroundings on a coarser grid with the axes of the scan, one empty voxel wider than the box on every side. */
export interface WorkingGrid extends Blocks {
  readonly geometry: Geometry;
  /** 1 where at least half of the scan's voxels are organ. */
  readonly organ: Uint8Array;
  /** From the first organ voxel of each row to the last. */
  readonly organSpans: RowSpans;
  /** Offset of the working voxel that holds scan voxel (i, j, k). */
  readonly offsetAt: (i: number, j: number, k: number) => number;
}

/** Puts the organ mask inside the box onto the working grid. */
export function makeWorkingGrid(organMask: Volume<Uint8Array>, box: Box): WorkingGrid {
  const stride = organMask.geometry.spacingMm.map(s => Math.max(1, Math.round(TARGET_MM / s))) as unknown as Vec3;
  const geometry = workingGeometry(organMask.geometry, box, stride);
  const { dimensions } = geometry;
  const { low } = box;
  const offsetAt = (i: number, j: number, k: number) =>
    1 + Math.floor((i - low[0]) / stride[0]) + dimensions[0] * (1 + Math.floor((j - low[1]) / stride[1]) + dimensions[1] * (1 + Math.floor((k - low[2]) / stride[2])));
  const blocks = { scan: organMask.geometry.dimensions, box, stride, dimensions };
  const organ = onWorkingGrid(blocks, organMask.voxels);
  return { ...blocks, geometry, organ, organSpans: maskSpans(organ, dimensions[0]), offsetAt };
}

/** 1 for each working voxel at least half of whose scan voxels are set in a mask of the scan (!= 0). */
export function onWorkingGrid(blocks: Blocks, mask: Uint8Array): Uint8Array {
  const { box: { low, high }, stride: [stride], dimensions: [columns, rows, slices] } = blocks;
  const majority = new Uint8Array(columns * rows * slices);
  const counts = new Int32Array(columns);
  eachBlockRow(blocks, (start, scanRows) => {
    counts.fill(0);
    for (const row of scanRows) countRow(mask, { from: row + low[0], to: row + high[0], stride }, counts);
    for (let a = 1; a < columns - 1; a++) if (2 * counts[a]! >= scanRows.length * (Math.min(high[0], low[0] + a * stride) - low[0] - (a - 1) * stride)) majority[start + a] = 1;
  });
  return majority;
}

interface ScanRow {
  /** Offset of the first scan voxel, and one beyond the last. */
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

/** Counts a row's set voxels into the working columns they lie in, the first into column 1. */
function countRow(mask: Uint8Array, { from, to, stride }: ScanRow, counts: Int32Array): void {
  let [v, a] = [from, 1];
  if (stride === 2)
    for (; v + 1 < to; v += 2, a++) {
      const [first, second] = [mask[v]!, mask[v + 1]!];
      if ((first | second) !== 0) counts[a]! += first !== 0 && second !== 0 ? 2 : 1;
    }
  for (; v < to; a++) {
    let count = 0;
    for (const stop = Math.min(to, v + stride); v < stop; v++) if (mask[v] !== 0) count++;
    counts[a]! += count;
  }
}

function workingGeometry(scan: Geometry, { low, high }: Box, stride: Vec3): Geometry {
  const dimensions = low.map((v, axis) => Math.ceil((high[axis]! - v) / stride[axis]!) + 2) as unknown as Vec3;
  const origin = low.map((v, axis) => v - stride[axis]! + (stride[axis]! - 1) / 2) as unknown as Vec3;
  const spacingMm = scan.spacingMm.map((s, axis) => s * stride[axis]!) as unknown as Vec3;
  return { ...scan, dimensions, spacingMm, originLps: ijkToLps(scan, origin) };
}
