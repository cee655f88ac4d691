import type { Box } from '../volume/crop.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Volume } from '../volume/volume.ts';

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
  const organCount = new Float32Array(hu.length);
  const count = new Float32Array(hu.length);
  const [scanColumns, scanRows] = ct.geometry.dimensions;
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++) {
      const row = scanColumns * (j + scanRows * k);
      const workingRow = offsetAt(low[0], j, k);
      for (let i = low[0], within = 0, at = workingRow; i < high[0]; i++) {
        hu[at]! += ct.voxels[row + i]!;
        organCount[at]! += organMask.voxels[row + i] === 0 ? 0 : 1;
        count[at]!++;
        if (++within === stride[0]) {
          within = 0;
          at++;
        }
      }
    }
  const organ = new Uint8Array(hu.length);
  for (let v = 0; v < hu.length; v++) {
    if (count[v] === 0) continue;
    hu[v]! /= count[v]!;
    organ[v] = 2 * organCount[v]! >= count[v]! ? 1 : 0;
  }
  return { geometry, hu, organ, stride, offsetAt };
}

function workingGeometry(scan: Geometry, { low, high }: Box, stride: Vec3): Geometry {
  const dimensions = low.map((v, axis) => Math.ceil((high[axis]! - v) / stride[axis]!) + 2) as unknown as Vec3;
  const origin = low.map((v, axis) => v - stride[axis]! + (stride[axis]! - 1) / 2) as unknown as Vec3;
  const spacingMm = scan.spacingMm.map((s, axis) => s * stride[axis]!) as unknown as Vec3;
  return { ...scan, dimensions, spacingMm, originLps: ijkToLps(scan, origin) };
}
