import type { Proportion } from '../../metrics/wilson-interval.ts';
import { figure, text } from './svg.ts';

export interface HeatMap {
  readonly title: string;
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row. */
  readonly cells: readonly Proportion[];
}

const CELL = { width: 128, height: 56 } as const;
const LEFT = 110;
const TOP = 52;

/** Shares 0..1 as a coloured table: the share, what it rests on, its 95 % interval. Dark blue is 1, white is 0; nothing depends on colour alone. */
export function heatMap({ title, rowTitle, columnTitle, rows, columns, cells }: HeatMap): string {
  const frame = { width: LEFT + CELL.width * columns.length + 8, height: TOP + CELL.height * rows.length + 8 };
  const x = (column: number) => LEFT + CELL.width * (column + 0.5);
  const y = (row: number) => TOP + CELL.height * (row + 0.5);
  const heads = [
    text(LEFT + (CELL.width * columns.length) / 2, 16, { content: columnTitle, anchor: 'middle', style: 'tick' }),
    text(LEFT - 10, 16, { content: rowTitle, anchor: 'end', style: 'tick' }),
    ...columns.map((label, column) => text(x(column), 40, { content: label, anchor: 'middle' })),
    ...rows.map((label, row) => text(LEFT - 10, y(row) + 4, { content: label, anchor: 'end' })),
  ];
  return figure(frame, title, [...heads, ...cells.flatMap((cell, n) => cellOf(cell, x(n % columns.length), y(Math.floor(n / columns.length))))]);
}

function cellOf({ count, total, share, low, high }: Proportion, x: number, y: number): readonly string[] {
  const box = (fill: string) => `<rect x="${x - CELL.width / 2 + 1}" y="${y - CELL.height / 2 + 1}" width="${CELL.width - 2}" height="${CELL.height - 2}" fill="${fill}"/>`;
  if (share === undefined) return [box('#f0f0f0'), text(x, y + 4, { content: 'none placed', anchor: 'middle', style: 'tick' })];
  const style = share > 0.55 ? ' light' : '';
  return [
    box(blue(share)),
    text(x, y - 2, { content: `${Math.round(100 * share)} %`, anchor: 'middle', style: `big${style}` }),
    text(x, y + 16, { content: `${count} of ${total}, ${Math.round(100 * low!)}-${Math.round(100 * high!)} %`, anchor: 'middle', style: style.trim() || 'tick' }),
  ];
}

/** White to dark blue. */
const blue = (share: number): string => `rgb(${[[255, 22], [255, 78], [255, 140]].map(([from, to]) => Math.round(from! + share * (to! - from!))).join(',')})`;
