import { affineOf, applyAffine, invertAffine, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Dataset } from '../dataset.ts';
import { firstItem } from '../dataset.ts';

/** Plane of one frame: where its voxels lie, in LPS mm. */
export interface FramePlane {
  readonly positionLps: Vec3;
  /** Unit axis along a row, then down a column. */
  readonly rowAxis: Vec3;
  readonly columnAxis: Vec3;
  /** [distance of columns, distance of rows] */
  readonly spacingMm: readonly [number, number];
}

/** Map from a voxel of a frame to a voxel of a grid: `start + i * alongRow + j * downColumn`, in whole voxels. */
export interface FramePlacement {
  readonly start: Vec3;
  readonly alongRow: Vec3;
  readonly downColumn: Vec3;
}

/** Plane of a frame from its own or else the shared functional groups (PS3.3 C.7.6.16.2); undefined when anything is missing. */
export function framePlane(perFrame: Dataset | undefined, shared: Dataset | undefined): FramePlane | undefined {
  const numbers = (group: string, tag: string, count: number) => {
    for (const groups of [perFrame, shared]) {
      const values = (groups && firstItem(groups, group)?.numbers(tag)) ?? [];
      if (values.length === count && values.every(Number.isFinite)) return values;
    }
    return undefined;
  };
  const position = numbers('00209113', '00200032', 3);
  const orientation = numbers('00209116', '00200037', 6);
  const spacing = numbers('00289110', '00280030', 2);
  if (!position || !orientation || !spacing) return undefined;
  return {
    positionLps: position as unknown as Vec3,
    rowAxis: orientation.slice(0, 3) as unknown as Vec3,
    columnAxis: orientation.slice(3) as unknown as Vec3,
    spacingMm: [spacing[1] as number, spacing[0] as number],
  };
}

/**
 * Where a frame lies on a grid, when its voxels are the grid's: the axes may be swapped or reversed, but every voxel centre must
 * be within `toleranceVoxels` of one of the grid's. Undefined when it is not.
 */
export function placeFrame(plane: FramePlane, size: { columns: number; rows: number }, grid: { geometry: Geometry; toleranceVoxels: number }): FramePlacement | undefined {
  const toIjk = invertAffine(affineOf(grid.geometry));
  const at = (i: number, j: number): Vec3 => {
    const [di, dj] = [i * plane.spacingMm[0], j * plane.spacingMm[1]];
    return applyAffine(toIjk, [0, 1, 2].map(axis => plane.positionLps[axis as 0] + di * plane.rowAxis[axis as 0] + dj * plane.columnAxis[axis as 0]) as unknown as Vec3);
  };
  const [corner, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
  const placement = { start: rounded(corner), alongRow: rounded(minus(right, corner)), downColumn: rounded(minus(down, corner)) };
  if (!isUnitStep(placement.alongRow) || !isUnitStep(placement.downColumn)) return undefined;
  const corners: readonly (readonly [number, number])[] = [[0, 0], [size.columns - 1, 0], [0, size.rows - 1], [size.columns - 1, size.rows - 1]];
  const close = corners.every(([i, j]) => {
    const [exact, whole] = [at(i, j), placedVoxel(placement, i, j)];
    return exact.every((value, axis) => Math.abs(value - (whole[axis] as number)) <= grid.toleranceVoxels);
  });
  return close ? placement : undefined;
}

const placedVoxel = ({ start, alongRow, downColumn }: FramePlacement, i: number, j: number): Vec3 =>
  start.map((value, axis) => value + i * (alongRow[axis] as number) + j * (downColumn[axis] as number)) as unknown as Vec3;

const rounded = (v: Vec3): Vec3 => v.map(Math.round) as unknown as Vec3;
const minus = (a: Vec3, b: Vec3): Vec3 => a.map((value, axis) => value - (b[axis] as number)) as unknown as Vec3;
const isUnitStep = (v: Vec3): boolean => Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]) === 1;
