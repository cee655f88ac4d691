/** Bits that say what the values at a cell's corners are like, or of all the cells of a group. */
export const BELOW = 1;
export const ABOVE = 2;

export interface Levels {
  /** Lowest and highest level that is asked about. */
  readonly low: number;
  readonly high: number;
}

/**
 * For each cell of a lattice (at its first corner): BELOW where all values lie below the lowest level, ABOVE where none lies below the
 * highest, else both bits. Interpolated values lie between a cell's corners, so that the first two settle all of the cell.
 */
export function classifyCells(values: Int32Array, count: number, { low, high }: Levels): Uint8Array {
  const cells = new Uint8Array(values.length);
  for (let n = 0; n < cells.length; n++) cells[n] = values[n]! < low ? BELOW : values[n]! >= high ? ABOVE : BELOW | ABOVE;
  for (const step of [1, count, count * count]) for (let n = 0, end = cells.length - step; n < end; n++) cells[n]! |= cells[n + step]!;
  return cells;
}
