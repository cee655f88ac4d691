import { expect, it } from 'vitest';
import { normals } from './case-inputs.ts';
import { commonSpans, dilateSpans, joinSpans, swellSpans } from './row-spans.ts';

const [columns, rows, slices] = [23, 17, 11];

/** Spans of any place and length, most rows empty. */
const spansOf = (seed: number): Uint16Array => {
  const ends = normals(2 * rows * slices, { seed, mean: columns / 2, sd: columns / 3 }).map(v => Math.round(Math.min(columns, Math.max(0, v))));
  return Uint16Array.from(ends, (_, n) => ((n >> 1) % 7 === 3 ? (n % 2 === 0 ? Math.min(ends[n]!, ends[n + 1]!) : Math.max(ends[n - 1]!, ends[n]!)) : 0));
};

/** The smallest span of a row that holds every voxel that is near one of the given. */
function around(spans: Uint16Array, [di, dj, dk]: readonly [number, number, number], row: number): [number, number] {
  let [from, to] = [columns, 0];
  const [j, k] = [row % rows, Math.floor(row / rows)];
  for (let other = 0; other < rows * slices; other++) {
    if (Math.abs((other % rows) - j) > dj || Math.abs(Math.floor(other / rows) - k) > dk || spans[2 * other] === spans[2 * other + 1]) continue;
    from = Math.min(from, Math.max(0, spans[2 * other]! - di));
    to = Math.max(to, Math.min(columns, spans[2 * other + 1]! + di));
  }
  return to === 0 ? [0, 0] : [from, to];
}

it.each([[0, 0, 0], [2, 0, 1], [1, 4, 0], [3, 5, 2], [0, 6, 7], [1, 30, 30]] as const)('spans grow by %i, %i and %i voxels along i, j and k', (...reach) => {
  const spans = spansOf(3);
  const grown = dilateSpans(spans, [columns, rows, slices], reach);
  for (let row = 0; row < rows * slices; row++) {
    const [from, to] = [grown[2 * row]!, grown[2 * row + 1]!];
    expect(from === to ? [0, 0] : [from, to]).toEqual(around(spans, reach, row));
  }
});

it('joined spans hold both, and no more than the gap between them', () => {
  const [a, b] = [spansOf(4), dilateSpans(spansOf(5), [columns, rows, slices], [0, 1, 0])];
  const both = joinSpans(a, b);
  for (let n = 0; n < both.length; n += 2) {
    const ends = [a, b].filter(each => each[n] !== each[n + 1]);
    const wanted = ends.length === 0 ? [0, 0] : [Math.min(...ends.map(each => each[n]!)), Math.max(...ends.map(each => each[n + 1]!))];
    expect(both[n] === both[n + 1] ? [0, 0] : [both[n], both[n + 1]]).toEqual(wanted);
  }
});

it.each([[0, 0, 0], [2, 0, 1], [4, 3, 0], [3, 5, 2], [6, 6, 6], [1, 30, 30]] as const)('swollen spans hold an ellipsoid of half axes %i, %i and %i around each voxel, and lie within its box', (...reach) => {
  const spans = spansOf(6);
  const swollen = swellSpans(spans, [columns, rows, slices], reach);
  const box = dilateSpans(spans, [columns, rows, slices], reach);
  for (let row = 0; row < rows * slices; row++) {
    const [from, to] = ellipsoidsAround(spans, reach, row);
    if (from < to) expect([swollen[2 * row]! <= from, swollen[2 * row + 1]! >= to]).toEqual([true, true]);
    if (swollen[2 * row] !== swollen[2 * row + 1]) expect([swollen[2 * row]! >= box[2 * row]!, swollen[2 * row + 1]! <= box[2 * row + 1]!]).toEqual([true, true]);
  }
});

it('a ball swells to much less than its box', () => {
  const size = 61;
  const middle = (size - 1) / 2;
  const voxel = new Uint16Array(2 * size * size);
  voxel.set([middle, middle + 1], 2 * (middle + size * middle));
  const count = (spans: Uint16Array) => spans.reduce((sum, end, n) => sum + (n % 2 === 0 ? -end : end), 0);
  const around = [20, 20, 20] as const;
  expect(count(swellSpans(voxel, [size, size, size], around))).toBeLessThan(0.7 * count(dilateSpans(voxel, [size, size, size], around)));
});

/** The smallest span of a row that holds its part of the ellipsoids around the given voxels. */
function ellipsoidsAround(spans: Uint16Array, [di, dj, dk]: readonly [number, number, number], row: number): [number, number] {
  let [from, to] = [columns, 0];
  const [j, k] = [row % rows, Math.floor(row / rows)];
  const share = (distance: number, reach: number) => (distance === 0 ? 0 : (distance / reach) ** 2);
  for (let other = 0; other < rows * slices; other++) {
    const left = 1 - share((other % rows) - j, dj) - share(Math.floor(other / rows) - k, dk);
    if (left < 0 || spans[2 * other] === spans[2 * other + 1]) continue;
    const half = Math.floor(di * Math.sqrt(left));
    from = Math.min(from, Math.max(0, spans[2 * other]! - half));
    to = Math.max(to, Math.min(columns, spans[2 * other + 1]! + half));
  }
  return [from, to];
}

it('common spans hold what lies in both', () => {
  const [a, b] = [spansOf(3), spansOf(8)];
  const common = commonSpans(a, b);
  const holds = (spans: Uint16Array, row: number, i: number) => i >= spans[2 * row]! && i < spans[2 * row + 1]!;
  for (let row = 0; row < rows * slices; row++) for (let i = 0; i < columns; i++) expect(holds(common, row, i)).toBe(holds(a, row, i) && holds(b, row, i));
});
