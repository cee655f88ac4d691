/** Bits that say what the values at a cell's corners are like, or of all the cells of a group. */
export const BELOW = 1;
export const ABOVE = 2;

export interface Levels {
  /** Lowest and highest level that is asked about. */
  readonly low: number;
  readonly high: number;
}

/**
 * What a cell of a lattice (its first corner at n) is like: BELOW where all values lie below the lowest level, ABOVE where none lies below the
 * highest, else both bits. Interpolated values lie between a cell's corners, so that the first two settle all of the cell.
 */
export function kindOfCell(values: Int32Array, count: number, { n, low, high }: Levels & { readonly n: number }): number {
  let kind = 0;
  for (let corner = 0; corner < 8; corner++) {
    const value = values[n + (corner & 1) + count * ((corner >> 1) & 1) + count * count * (corner >> 2)]!;
    kind |= value < low ? BELOW : value >= high ? ABOVE : BELOW | ABOVE;
  }
  return kind;
}
