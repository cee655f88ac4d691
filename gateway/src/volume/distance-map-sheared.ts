import type { Vec3 } from './geometry.ts';
import { affineOf } from './geometry.ts';
import type { Volume } from './volume.ts';

/** The part of an index step (0, dj, dk) across the rows, and how far it moves along them. */
interface RowStep {
  readonly dj: number;
  readonly dk: number;
  /** Squared distance between the lines through the two rows, mm^2. */
  readonly acrossMm2: number;
  /** Shift along the row axis, in voxels of that axis. */
  readonly along: number;
}

/**
 * Exact Euclidean distance map for grids with any angles between their axes (affine registration).
 * For each voxel the rows are visited in order of their distance, until no nearer row is left; inside a row the nearest set
 * voxel is looked up on both sides. Work grows with the square of the distances found, so use it on crops.
 */
export function shearedDistanceMapMm(mask: Volume<Uint8Array>): Float32Array {
  const { geometry: { dimensions, spacingMm }, voxels } = mask;
  const [columns, rows, slices] = dimensions;
  const out = new Float32Array(voxels.length).fill(Infinity);
  const nearest = nearestSetInRows(voxels, columns);
  const steps = rowSteps(mask);
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const row = columns * (j + rows * k);
      for (let i = 0; i < columns; i++) out[row + i] = Math.sqrt(bestOfRows({ i, j, k }, steps, { nearest, columns, rows, slices, spacingMm: spacingMm[0] }));
    }
  return out;
}

interface NearestInRow {
  /** Index along the row of the last set voxel at or before each voxel; -1 = none. */
  readonly before: Int16Array;
  /** The first set voxel at or after; 32767 = none. */
  readonly after: Int16Array;
  readonly rowHasAny: Uint8Array;
}

const NONE_AFTER = 32767;

function nearestSetInRows(voxels: Uint8Array, columns: number): NearestInRow {
  const before = new Int16Array(voxels.length);
  const after = new Int16Array(voxels.length);
  const rowHasAny = new Uint8Array(voxels.length / columns);
  for (let row = 0; row < voxels.length; row += columns) {
    let last = -1;
    for (let i = 0; i < columns; i++) {
      if (voxels[row + i] !== 0) last = i;
      before[row + i] = last;
    }
    rowHasAny[row / columns] = last < 0 ? 0 : 1;
    let next = NONE_AFTER;
    for (let i = columns - 1; i >= 0; i--) {
      if (voxels[row + i] !== 0) next = i;
      after[row + i] = next;
    }
  }
  return { before, after, rowHasAny };
}

function rowSteps({ geometry }: Volume<Uint8Array>): RowStep[] {
  const m = affineOf(geometry);
  const axis = (c: number): Vec3 => [m[c]!, m[4 + c]!, m[8 + c]!];
  const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const [ai, aj, ak] = [axis(0), axis(1), axis(2)];
  const [, rows, slices] = geometry.dimensions;
  const steps: RowStep[] = [];
  for (let dk = 1 - slices; dk < slices; dk++)
    for (let dj = 1 - rows; dj < rows; dj++) {
      const step: Vec3 = [dj * aj[0] + dk * ak[0], dj * aj[1] + dk * ak[1], dj * aj[2] + dk * ak[2]];
      const along = dot(step, ai) / dot(ai, ai);
      steps.push({ dj, dk, along, acrossMm2: Math.max(0, dot(step, step) - along * along * dot(ai, ai)) });
    }
  return steps.sort((a, b) => a.acrossMm2 - b.acrossMm2);
}

interface RowSearch {
  readonly nearest: NearestInRow;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  readonly spacingMm: number;
}

/** Squared distance, mm^2, from a voxel to the nearest set voxel over the given rows (nearest row first). */
function bestOfRows(at: { i: number; j: number; k: number }, steps: readonly RowStep[], search: RowSearch): number {
  const { nearest, columns, rows, slices, spacingMm } = search;
  let best = Infinity;
  for (const { dj, dk, acrossMm2, along } of steps) {
    if (acrossMm2 >= best) break;
    const [j, k] = [at.j + dj, at.k + dk];
    if (j < 0 || j >= rows || k < 0 || k >= slices || nearest.rowHasAny[j + rows * k] === 0) continue;
    const row = columns * (j + rows * k);
    // The set voxel at i' lies (i' - i + along) voxels away along the row: nearest to i - along.
    const foot = at.i - along;
    const floor = Math.min(columns - 1, Math.max(0, Math.floor(foot)));
    const ceil = Math.min(columns - 1, Math.max(0, Math.ceil(foot)));
    const before = nearest.before[row + floor]!;
    const after = nearest.after[row + ceil]!;
    const lower = before < 0 ? Infinity : Math.abs(foot - before);
    const upper = after === NONE_AFTER ? Infinity : Math.abs(after - foot);
    const alongMm = spacingMm * Math.min(lower, upper);
    best = Math.min(best, acrossMm2 + alongMm * alongMm);
  }
  return best;
}
