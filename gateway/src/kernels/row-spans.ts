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
  const deep = joined(tall, { reach: reach[2], count: slices, stride: rows, lines: rows, lineStride: 1 });
  for (let n = 0; n < deep.length; n += 2) if (deep[n]! > deep[n + 1]!) deep[n] = deep[n + 1] = 0;
  return deep;
}

/** The spans with an ellipsoid of half axes `reach` (voxels along i, j, k; on a grid without shear a ball) around each voxel, and little more; a row's gaps are filled. */
export function swellSpans(spans: RowSpans, dimensions: Dimensions, reach: readonly [number, number, number]): RowSpans {
  const [columns, rows, slices] = dimensions;
  const ends = new Float64Array(spans.length);
  for (let n = 0; n < spans.length; n += 2) {
    if (spans[n] === spans[n + 1]) continue;
    ends[n] = spans[n]! - reach[0];
    ends[n + 1] = spans[n + 1]! + reach[0];
  }
  // An ellipsoid's half width, reach sqrt(1 - u^2 - v^2), is at most reach (1 - u^2 / 2 - v^2 / 2): one axis after the other.
  const tall = swollen(ends, { reach: reach[1], width: reach[0], count: rows, stride: 1, lines: slices, lineStride: rows });
  const deep = swollen(tall, { reach: reach[2], width: reach[0], count: slices, stride: rows, lines: rows, lineStride: 1 });
  const out = new Uint16Array(spans.length);
  for (let n = 0; n < out.length; n += 2) {
    if (deep[n] === deep[n + 1]) continue;
    out[n] = Math.max(0, Math.ceil(deep[n]!));
    out[n + 1] = Math.min(columns, Math.floor(deep[n + 1]!));
  }
  return out;
}

/** In each row the span that holds both of its spans. */
export function joinSpans(a: RowSpans, b: RowSpans): RowSpans {
  const out = new Uint16Array(a.length);
  for (let n = 0; n < out.length; n += 2) {
    const one = a[n] === a[n + 1] ? b : b[n] === b[n + 1] ? a : undefined;
    out[n] = one ? one[n]! : Math.min(a[n]!, b[n]!);
    out[n + 1] = one ? one[n + 1]! : Math.max(a[n + 1]!, b[n + 1]!);
  }
  return out;
}

/** In each row what lies in both of its spans. */
export function commonSpans(a: RowSpans, b: RowSpans): RowSpans {
  const out = new Uint16Array(a.length);
  for (let n = 0; n < out.length; n += 2) {
    const from = Math.max(a[n]!, b[n]!);
    const to = Math.min(a[n + 1]!, b[n + 1]!);
    if (from >= to) continue;
    out[n] = from;
    out[n + 1] = to;
  }
  return out;
}

/** Where an empty span begins while spans are joined: beyond where it ends, so that it adds nothing to another. */
const EMPTY_FROM = 65_535;

function widened(spans: RowSpans, reach: number, columns: number): RowSpans {
  const out = new Uint16Array(spans.length);
  for (let n = 0; n < spans.length; n += 2) {
    const isEmpty = spans[n] === spans[n + 1];
    out[n] = isEmpty ? EMPTY_FROM : Math.max(0, spans[n]! - reach);
    out[n + 1] = isEmpty ? 0 : Math.min(columns, spans[n + 1]! + reach);
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

/**
 * Each row's span joined with those of the rows up to `reach` before and after it in its line. What holds the rows up to n away also holds, once
 * joined with itself up to 2 n + 1 rows to either side, all those in between: a few wide steps do.
 */
function joined(spans: RowSpans, lines: Lines): RowSpans {
  let current = spans;
  for (let done = 0; done < lines.reach; ) {
    const step = Math.min(2 * done + 1, lines.reach - done);
    current = joinedAt(current, lines, step);
    done += step;
  }
  return current;
}

/** Each row's span joined with those of the two rows that lie `step` before and after it in its line, or at its ends. */
function joinedAt(spans: RowSpans, { count, stride, lines, lineStride }: Lines, step: number): RowSpans {
  const out = new Uint16Array(spans.length);
  const apart = 2 * stride * step;
  for (let line = 0; line < lines; line++) {
    const first = 2 * line * lineStride;
    const last = first + 2 * stride * (count - 1);
    for (let n = first; n <= last; n += 2 * stride) {
      const before = Math.max(first, n - apart);
      const after = Math.min(last, n + apart);
      out[n] = Math.min(spans[n]!, spans[before]!, spans[after]!);
      out[n + 1] = Math.max(spans[n + 1]!, spans[before + 1]!, spans[after + 1]!);
    }
  }
  return out;
}

interface Swell extends Lines {
  /** Half width of the ellipsoid in the middle, voxels. */
  readonly width: number;
}

/** Each row's ends joined with those of the rows up to `reach` before and after it in its line, the farther the narrower. */
function swollen(ends: Float64Array, { reach, width, count, stride, lines, lineStride }: Swell): Float64Array {
  if (reach === 0) return ends;
  const out = new Float64Array(ends.length);
  const lostAt = Float64Array.from({ length: reach + 1 }, (_, away) => (width / 2) * (away / reach) ** 2);
  for (let line = 0; line < lines; line++)
    for (let row = 0, n = 2 * line * lineStride; row < count; row++, n += 2 * stride) {
      if (ends[n] === ends[n + 1]) continue;
      for (let other = Math.max(0, row - reach), last = Math.min(count - 1, row + reach); other <= last; other++) {
        const at = n + 2 * stride * (other - row);
        const lost = lostAt[Math.abs(other - row)]!;
        const from = ends[n]! + lost;
        const to = ends[n + 1]! - lost;
        const isFirst = out[at] === out[at + 1];
        if (isFirst || from < out[at]!) out[at] = from;
        if (isFirst || to > out[at + 1]!) out[at + 1] = to;
      }
    }
  return out;
}
