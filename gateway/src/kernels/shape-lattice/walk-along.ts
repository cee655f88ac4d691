import { alongRow, moveTo, readAlong, settle, settleCell, type AlongRow } from './along-row.ts';
import { clampPlace, mix } from './reader.ts';
import { addRun, endRun, INSIDE, joinRuns, NEAR, OUTSIDE, type Run, type Runs } from './runs.ts';
import type { ShapeVisitor } from './visitor.ts';
import type { ShapeWalk } from './walk.ts';

/**
 * Walks rows along the lattice's x axis. Values run straight through a cell, so that its corners settle most cells whole; in the others the
 * lines of sub-samples bound the values of each voxel from both sides, to the bit.
 */
export function walkAlong<S>(walk: ShapeWalk, visitor: ShapeVisitor<S>): void {
  const { parameters: { dimensions: [columns], samples }, region } = walk;
  const row = alongRow(walk);
  const values = new Int32Array(columns * samples[0] * samples[1] * samples[2]);
  const walker: Walker<S> = { row, visitor, values, start: 0 };
  const runs = joinRuns(walker, visitRun<S>);
  for (let n = 0; 2 * n < region.length; n++) {
    const from = region[2 * n]!;
    const to = region[2 * n + 1]!;
    if (from === to) continue;
    walker.start = columns * n;
    moveTo(row, n);
    settleCells(row, { from, to }, runs);
    endRun(runs, to);
  }
}

interface Walker<S> {
  readonly row: AlongRow;
  readonly visitor: ShapeVisitor<S>;
  /** Room for a row's. */
  readonly values: Int32Array;
  /** Offset of the row's first voxel. */
  start: number;
}

function visitRun<S>({ row, visitor, values, start }: Walker<S>, what: number, run: Run): void {
  const [from, to] = [start + run.from, start + run.to];
  if (what === INSIDE) {
    visitor.inside(visitor.state, from, to);
    return;
  }
  readAlong(row, run, values);
  visitor.near(visitor.state, { from, to, at: 0 }, values);
}

/** Settles columns of a row, cell by cell. */
function settleCells<S>(row: AlongRow, { from, to: end }: Run, runs: Runs<S>): void {
  const { walk: { parameters: { count, stepI, samples, subI } }, last, x } = row;
  const dx = stepI[0];
  const span = (samples[0] - 1) * subI[0];
  for (let i = from; i < end; ) {
    const cell = clampPlace(x + i * dx, last) >> 16;
    const whole = Math.min(end, beyondCell(cell, { x: x + span, dx, count }));
    const to = Math.max(i + 1, whole);
    if (whole > i) {
      const what = settleCell(row, cell);
      if (what !== NEAR) addRun(runs, what, i);
      else settleWithin(row, cell, { from: i, to, runs });
    } else addRun(runs, settle(row, x + i * dx, x + i * dx + span), i); // the voxel's own sub-samples lie in several cells
    i = to;
  }
}

/** Settles voxels that lie wholly in a cell, whose planes are mixed: along its lines the bounds run straight, so that each is least and largest at a voxel's ends. */
function settleWithin<S>({ walk: { low, high, parameters: { stepI, samples, subI } }, last, x, lowest, highest }: AlongRow, cell: number, { from, to, runs }: Run & { readonly runs: Runs<S> }): void {
  const dx = stepI[0];
  const span = (samples[0] - 1) * subI[0];
  const [least0, least1] = [lowest[cell]!, lowest[cell + 1]!];
  const [most0, most1] = [highest[cell]!, highest[cell + 1]!];
  const before = Math.min(0, span);
  const after = Math.max(0, span);
  for (let v = from; v < to; v++) {
    const first = (clampPlace(x + v * dx + before, last) >> 8) & 255;
    const end = (clampPlace(x + v * dx + after, last) >> 8) & 255;
    const least = mix(least0, least1, least0 <= least1 ? first : end);
    const most = mix(most0, most1, most0 <= most1 ? end : first);
    addRun(runs, least >= high ? OUTSIDE : most < low ? INSIDE : NEAR, v);
  }
}

/** The first column whose place lies beyond a cell of the lattice; the outermost cells have no end. */
function beyondCell(cell: number, { x, dx, count }: { x: number; dx: number; count: number }): number {
  if (dx > 0) return cell === count - 2 ? FAR : Math.ceil((((cell + 1) << 16) - x) / dx);
  return cell === 0 || dx === 0 ? FAR : Math.floor((x - (cell << 16)) / -dx) + 1;
}

/** Beyond every column. */
const FAR = 65_536;
