import type { Vec3 } from './geometry.ts';
import type { Grid } from './resample-separable.ts';
import type { Voxels } from './volume.ts';

/** A row of samples through the source grid: index = start + t * step, inside the source for first <= t < last. */
interface SampleRow {
  readonly start: Vec3;
  readonly step: Vec3;
  readonly first: number;
  readonly last: number;
  /** Offset of the row in the target. */
  readonly offset: number;
}

/** Trilinear sampling along rows of any direction. */
export function linearAnywhere(source: Grid, map: readonly number[], target: Grid<Float32Array>): void {
  eachSampleRow({ map, target: target.dimensions, source: source.dimensions }, row => linearRow(source, row, target.voxels));
}

function linearRow({ voxels, dimensions: [columns, rows, slices] }: Grid, { start, step, first, last, offset }: SampleRow, out: Float32Array): void {
  for (let t = first; t < last; t++) {
    const x = clamp(start[0] + t * step[0], columns);
    const y = clamp(start[1] + t * step[1], rows);
    const z = clamp(start[2] + t * step[2], slices);
    const i = Math.floor(x);
    const j = Math.floor(y);
    const k = Math.floor(z);
    const at = i + columns * (j + rows * k);
    const di = i + 1 < columns ? 1 : 0;
    const dj = j + 1 < rows ? columns : 0;
    const dk = k + 1 < slices ? columns * rows : 0;
    const wi = x - i;
    const wj = y - j;
    const low = plane(voxels, at, { di, dj, wi, wj });
    const high = dk === 0 ? low : plane(voxels, at + dk, { di, dj, wi, wj });
    out[offset + t] = low + (z - k) * (high - low);
  }
}

function plane(voxels: Voxels, at: number, { di, dj, wi, wj }: { di: number; dj: number; wi: number; wj: number }): number {
  const near = voxels[at]! + wi * (voxels[at + di]! - voxels[at]!);
  const far = voxels[at + dj]! + wi * (voxels[at + dj + di]! - voxels[at + dj]!);
  return near + wj * (far - near);
}

/** Nearest-voxel sampling along rows of any direction. */
export function nearestAnywhere({ voxels, dimensions }: Grid<Uint8Array>, map: readonly number[], target: Grid<Uint8Array>): void {
  const [columns, rows, slices] = dimensions;
  eachSampleRow({ map, target: target.dimensions, source: dimensions }, ({ start, step, first, last, offset }) => {
    for (let t = first; t < last; t++) {
      const i = Math.min(columns - 1, Math.max(0, Math.round(start[0] + t * step[0])));
      const j = Math.min(rows - 1, Math.max(0, Math.round(start[1] + t * step[1])));
      const k = Math.min(slices - 1, Math.max(0, Math.round(start[2] + t * step[2])));
      target.voxels[offset + t] = voxels[i + columns * (j + rows * k)]!;
    }
  });
}

const clamp = (at: number, size: number): number => (at < 0 ? 0 : at > size - 1 ? size - 1 : at);

interface Grids {
  /** Target index to source index, row-major 4x4. */
  readonly map: readonly number[];
  readonly target: Vec3;
  readonly source: Vec3;
}

/** Visits each target row that meets the source (half a voxel round the outermost centres), clipped to it. */
function eachSampleRow({ map, target, source }: Grids, visit: (row: SampleRow) => void): void {
  const step: Vec3 = [map[0]!, map[4]!, map[8]!];
  const at = (row: number, j: number, k: number) => map[4 * row + 1]! * j + map[4 * row + 2]! * k + map[4 * row + 3]!;
  for (let k = 0; k < target[2]; k++)
    for (let j = 0; j < target[1]; j++) {
      const start: Vec3 = [at(0, j, k), at(1, j, k), at(2, j, k)];
      let [first, last] = [0, target[0]];
      for (let axis = 0; axis < 3; axis++) {
        const range = insideRange(start[axis]!, step[axis]!, source[axis]!);
        first = Math.max(first, range[0]);
        last = Math.min(last, range[1]);
      }
      if (first < last) visit({ start, step, first, last, offset: target[0] * (j + target[1] * k) });
    }
}

/** Integers t, from inclusive to exclusive, with -0.5 <= start + t step <= size - 0.5. */
function insideRange(start: number, step: number, size: number): [number, number] {
  const [low, high] = [-0.5 - start, size - 0.5 - start];
  if (Math.abs(step) < 1e-12) return low <= 0 && high >= 0 ? [0, Infinity] : [0, 0];
  const [a, b] = [low / step, high / step];
  return [Math.ceil(Math.min(a, b)), Math.floor(Math.max(a, b)) + 1];
}
