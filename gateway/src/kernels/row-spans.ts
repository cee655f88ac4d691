import type { RowSpans } from './kernel.ts';

type Dimensions = readonly [number, number, number, ...number[]];

/** The spans of every column of every row of a grid. */
export function wholeSpans([columns, rows, slices]: Dimensions): RowSpans {
  const spans = new Uint16Array(2 * rows * slices);
  for (let n = 1; n < spans.length; n += 2) spans[n] = columns;
  return spans;
}

/** The spans with everything up to `reach` voxels along i, j, k around them; a row's gaps are filled. */
export function dilateSpans(spans: RowSpans, dimensions: Dimensions, reach: readonly [number, number, number]): RowSpans {
  const [columns, rows, slices] = dimensions;
  const wide = widened(spans, reach[0], columns);
  const tall = joined(wide, { reach: reach[1], count: rows, stride: 1, lines: slices, lineStride: rows });
  return joined(tall, { reach: reach[2], count: slices, stride: rows, lines: rows, lineStride: 1 });
}

function widened(spans: RowSpans, reach: number, columns: number): RowSpans {
  if (reach === 0) return spans;
  const out = new Uint16Array(spans.length);
  for (let n = 0; n < spans.length; n += 2) {
    if (spans[n] === spans[n + 1]) continue;
    out[n] = Math.max(0, spans[n]! - reach);
    out[n + 1] = Math.min(columns, spans[n + 1]! + reach);
  }
  return out;
}

interface Lines {
  readonly reach: number;
  /** Rows along a line, and their distance. */
  readonly count: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStride: number;
}

/** Each row's span joined with those of the rows up to `reach` before and after it in its line. */
function joined(spans: RowSpans, { reach, count, stride, lines, lineStride }: Lines): RowSpans {
  if (reach === 0) return spans;
  const out = new Uint16Array(spans.length);
  for (let line = 0; line < lines; line++)
    for (let row = 0; row < count; row++) {
      let [from, to] = [65_535, 0];
      const last = Math.min(count - 1, row + reach);
      for (let other = Math.max(0, row - reach); other <= last; other++) {
        const n = 2 * (line * lineStride + other * stride);
        if (spans[n] === spans[n + 1]) continue;
        if (spans[n]! < from) from = spans[n]!;
        if (spans[n + 1]! > to) to = spans[n + 1]!;
      }
      if (to === 0) continue;
      const n = 2 * (line * lineStride + row * stride);
      out[n] = from;
      out[n + 1] = to;
    }
  return out;
}
