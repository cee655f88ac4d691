import type { RowSpans } from '../../kernels/kernel.ts';

/** From the first set voxel (1) of each row to the last. `columns`: length of a row. */
export function maskSpans(mask: Uint8Array, columns: number): RowSpans {
  const spans = new Uint16Array((2 * mask.length) / columns);
  for (let start = 0, n = 0; start < mask.length; start += columns, n += 2) {
    let [first, last] = [start, start + columns];
    while (first < last && mask[first] === 0) first++;
    if (first === last) continue;
    while (mask[last - 1] === 0) last--;
    spans[n] = first - start;
    spans[n + 1] = last - start;
  }
  return spans;
}
