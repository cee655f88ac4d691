import type { Labelmap } from '../../volume/volume.ts';

/** What one slice of a labelmap holds. */
export interface SliceCount {
  /** Voxels by value, 256 entries; entry 0 is not counted. */
  readonly counts: Uint32Array;
  /** Range of voxels of the slice outside which all are background: first inclusive, last exclusive. Empty slice: 0, 0. */
  readonly first: number;
  readonly last: number;
}

/** Counts the voxels of every value in every slice, in one pass that steps over background quickly. */
export function countSlices({ geometry, voxels }: Labelmap): readonly SliceCount[] {
  const [columns, rows, slices] = geometry.dimensions;
  const size = columns * rows;
  return Array.from({ length: slices }, (_, k) => countSlice(voxels.subarray(k * size, (k + 1) * size)));
}

function countSlice(slice: Uint8Array): SliceCount {
  const counts = new Uint32Array(256);
  let first = firstNonZero(slice);
  if (first === slice.length) return { counts, first: 0, last: 0 };
  let last = slice.length;
  while (slice[last - 1] === 0) last--;
  for (let n = first; n < last; n++) {
    const value = slice[n] as number;
    if (value !== 0) counts[value] = (counts[value] as number) + 1;
  }
  return { counts, first, last };
}

function firstNonZero(slice: Uint8Array): number {
  let n = 0;
  if (slice.byteOffset % 4 === 0) {
    const words = new Uint32Array(slice.buffer, slice.byteOffset, slice.length >>> 2);
    let w = 0;
    while (w < words.length && words[w] === 0) w++;
    n = 4 * w;
  }
  while (n < slice.length && slice[n] === 0) n++;
  return n;
}
