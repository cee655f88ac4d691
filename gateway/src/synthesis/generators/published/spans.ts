import type { RowSpans } from '../../../kernels/kernel.ts';

/** From the first value above 0 of each row to the last. `columns`: length of a row. */
export function filledSpans(values: Float32Array, columns: number): RowSpans {
  const spans = new Uint16Array((2 * values.length) / columns);
  for (let start = 0, n = 0; start < values.length; start += columns, n += 2) {
    let [first, last] = [start, start + columns];
    while (first < last && values[first] === 0) first++;
    if (first === last) continue;
    while (values[last - 1] === 0) last--;
    spans[n] = first - start;
    spans[n + 1] = last - start;
  }
  return spans;
}

/** Spans that hold both; a gap between them is filled. */
export function joinSpans(a: RowSpans, b: RowSpans): RowSpans {
  const both = a.slice();
  for (let n = 0; n < both.length; n += 2) {
    if (b[n] === b[n + 1]) continue;
    const isEmpty = a[n] === a[n + 1];
    both[n] = isEmpty ? b[n]! : Math.min(a[n]!, b[n]!);
    both[n + 1] = isEmpty ? b[n + 1]! : Math.max(a[n + 1]!, b[n + 1]!);
  }
  return both;
}
