import type { Box } from '../../volume/crop.ts';
import type { Vec3 } from '../../volume/geometry.ts';

/** How the voxels of a coarser grid stand for blocks of a scan's: those of a box, with one empty voxel around. */
export interface Blocks {
  /** Voxels of the scan along i, j, k. */
  readonly scan: Vec3;
  readonly box: Box;
  /** Scan voxels per voxel of the coarser grid along i, j, k. */
  readonly stride: Vec3;
  /** Of the coarser grid. */
  readonly dimensions: Vec3;
}

/** Calls back with the offset of each of the coarser grid's rows inside the rim, and those of the scan's rows that it stands for. */
export function eachBlockRow({ scan: [scanColumns, scanRows], box: { low, high }, stride, dimensions: [columns, rows, slices] }: Blocks, visit: (start: number, scanRows: readonly number[]) => void): void {
  for (let c = 1; c < slices - 1; c++)
    for (let b = 1; b < rows - 1; b++) {
      const [lastJ, lastK] = [Math.min(high[1], low[1] + b * stride[1]), Math.min(high[2], low[2] + c * stride[2])];
      const own: number[] = [];
      for (let k = low[2] + (c - 1) * stride[2]; k < lastK; k++) for (let j = low[1] + (b - 1) * stride[1]; j < lastJ; j++) own.push(scanColumns * (j + scanRows * k));
      visit(columns * (b + rows * c), own);
    }
}
