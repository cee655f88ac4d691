import { figure, line, scale, text } from './svg.ts';

export interface IntervalRow {
  readonly label: string;
  /** Absent: not defined, and said so. */
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  /** Of a second method, in another colour, below the row it belongs to. */
  readonly isSecond?: boolean;
  /** What the value rests on: "n = 12", "8 of 10". */
  readonly basis: string;
}

const ROW = 26;

/** Shares 0..1 as dots with their 95 % intervals, one row each. */
export function intervalPlot(title: string, rows: readonly IntervalRow[]): string {
  const frame = { width: 640, height: ROW * rows.length + 44, left: 190, right: 510 };
  const x = scale([0, 1], [frame.left, frame.right]);
  const bottom = frame.height - 30;
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap(v => [line([x(v), 6, x(v), bottom], 'grid'), text(x(v), bottom + 16, { content: String(v), anchor: 'middle', style: 'tick' })]);
  const marks = rows.flatMap(({ label, value, low, high, basis, isSecond }, n) => {
    const second = isSecond ? ' second' : '';
    const y = 18 + ROW * n;
    const name = text(frame.left - 10, y + 4, { content: label, anchor: 'end' });
    if (value === undefined) return [name, text(frame.left + 6, y + 4, { content: 'not defined', style: 'tick' }), text(frame.right + 14, y + 4, { content: basis, style: 'tick' })];
    const bar = low === undefined || high === undefined ? [] : [[x(low), y, x(high), y], [x(low), y - 4, x(low), y + 4], [x(high), y - 4, x(high), y + 4]].map(ends => line(ends as [number, number, number, number], `bar${second}`));
    return [name, ...bar, `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4.5" class="dot${second}"/>`, text(frame.right + 14, y + 4, { content: `${value.toFixed(2)} (${basis})`, style: 'tick' })];
  });
  return figure(frame, title, [...grid, ...marks]);
}
