import type { Volume } from './volume.ts';

/** Connected components of a mask. */
export interface Components {
  /** One per voxel: 0 = background, 1 = largest component, 2 = next, ... */
  readonly labels: Int32Array;
  /** Voxels of each label; sizes[0] = 0, so `sizes.length - 1` components. */
  readonly sizes: readonly number[];
}

/** Connected components of a mask as rows of voxels; takes far less memory than a label for every voxel. */
export interface ComponentRuns {
  /** Offset of each run's first voxel, in memory order; a run lies within one row. */
  readonly start: readonly number[];
  /** Exclusive. */
  readonly end: readonly number[];
  /** Component of each run: 1 = largest, 2 = next, ... */
  readonly label: Int32Array;
  /** As in Components. */
  readonly sizes: readonly number[];
}

/** Runs of set voxels: row by row, in memory order. */
interface Runs {
  readonly start: number[];
  /** Exclusive. */
  readonly end: number[];
  /** First run of each row; one more entry at the end. */
  readonly firstOfRow: Int32Array;
}

/**
 * Components of the voxels != 0, connected through faces (6) or through faces, edges and corners (26).
 * Labels are sorted by size, the largest first; equal sizes in order of their first voxel.
 */
export function connectedComponents(mask: Volume<Uint8Array>, connectivity: 6 | 26): Components {
  const { start, end, label, sizes } = componentRuns(mask, connectivity);
  const labels = new Int32Array(mask.voxels.length);
  for (let r = 0; r < label.length; r++) labels.fill(label[r]!, start[r], end[r]);
  return { labels, sizes };
}

/** As `connectedComponents`, run by run. Union-find over runs. */
export function componentRuns(mask: Volume<Uint8Array>, connectivity: 6 | 26): ComponentRuns {
  const [columns, rows, slices] = mask.geometry.dimensions;
  const runs = findRuns(mask.voxels, columns, rows * slices);
  const parent = Int32Array.from(runs.start, (_, r) => r);
  const reach = connectivity === 26 ? 1 : 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const row = j + rows * k;
      if (runs.firstOfRow[row] === runs.firstOfRow[row + 1]) continue;
      if (j > 0) joinRows({ runs, parent, reach, a: row, b: row - 1, columns });
      if (k === 0) continue;
      for (let dj = -reach; dj <= reach; dj++)
        if (j + dj >= 0 && j + dj < rows) joinRows({ runs, parent, reach, a: row, b: row + dj - rows, columns });
    }
  return labelled(runs, parent);
}

function findRuns(voxels: Uint8Array, columns: number, rowCount: number): Runs {
  const start: number[] = [];
  const end: number[] = [];
  const firstOfRow = new Int32Array(rowCount + 1);
  for (let row = 0, at = 0; row < rowCount; row++) {
    firstOfRow[row] = start.length;
    const stop = at + columns;
    while (at < stop) {
      while (at < stop && voxels[at] === 0) at++;
      if (at === stop) break;
      start.push(at);
      while (at < stop && voxels[at] !== 0) at++;
      end.push(at);
    }
  }
  firstOfRow[rowCount] = start.length;
  return { start, end, firstOfRow };
}

/** Joins the touching runs of two rows; `reach` voxels of gap along i still touch (diagonals). */
function joinRows(rows: { runs: Runs; parent: Int32Array; reach: number; a: number; b: number; columns: number }): void {
  const { runs: { start, end, firstOfRow }, parent, reach, a, b, columns } = rows;
  const shift = (a - b) * columns;
  let p = firstOfRow[a]!;
  let q = firstOfRow[b]!;
  const [lastP, lastQ] = [firstOfRow[a + 1]!, firstOfRow[b + 1]!];
  while (p < lastP && q < lastQ) {
    const endQ = end[q]! + shift;
    if (start[p]! < endQ + reach && start[q]! + shift < end[p]! + reach) join(parent, p, q);
    if (end[p]! < endQ) p++;
    else q++;
  }
}

function root(parent: Int32Array, run: number): number {
  let r = run;
  while (parent[r] !== r) {
    parent[r] = parent[parent[r]!]!;
    r = parent[r]!;
  }
  return r;
}

function join(parent: Int32Array, p: number, q: number): void {
  const a = root(parent, p);
  const b = root(parent, q);
  if (a < b) parent[b] = a;
  else parent[a] = b;
}

function labelled({ start, end }: Runs, parent: Int32Array): ComponentRuns {
  const sizeOfRoot = new Map<number, number>();
  for (let r = 0; r < parent.length; r++) {
    const top = root(parent, r);
    sizeOfRoot.set(top, (sizeOfRoot.get(top) ?? 0) + end[r]! - start[r]!);
  }
  const bySize = [...sizeOfRoot].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const labelOfRoot = new Map(bySize.map(([top], index) => [top, index + 1]));
  const label = parent.map((_, r) => labelOfRoot.get(root(parent, r))!);
  return { start, end, label, sizes: [0, ...bySize.map(([, size]) => size)] };
}
