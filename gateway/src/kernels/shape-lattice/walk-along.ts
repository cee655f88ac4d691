import { alongRow, moveTo, readAlong, settle, settleCell, type AlongRow } from './along-row.ts';
import { clampPlace } from './reader.ts';
import { INSIDE, joinRuns, NEAR, type Run, type Runs } from './runs.ts';
import type { ShapeVisitor } from './visitor.ts';
import type { ShapeWalk } from './walk.ts';

/**
 * Walks rows along the lattice's x axis. Values run straight through a cell, so that its corners settle most cells whole; in the others the
 * lines of sub-samples bound the values of each voxel from both sides, to the bit.
 */
export function walkAlong(walk: ShapeWalk, visitor: ShapeVisitor): void {
  const { parameters: { dimensions: [columns], samples }, region } = walk;
  const row = alongRow(walk);
  const values = new Int32Array(columns * samples[0] * samples[1] * samples[2]);
  let start = 0;
  const runs = joinRuns((what, run) => {
    if (what === INSIDE) {
      visitor.inside(start + run.from, start + run.to);
      return;
    }
    readAlong(row, run, values);
    visitor.near(start + run.from, start + run.to, values);
  });
  for (let n = 0; 2 * n < region.length; n++) {
    const from = region[2 * n]!;
    const to = region[2 * n + 1]!;
    if (from === to) continue;
    start = columns * n;
    moveTo(row, n);
    settleCells(row, { from, to }, runs);
    runs.end(to);
  }
}

/** Settles columns of a row, cell by cell. */
function settleCells(row: AlongRow, { from, to: end }: Run, runs: Runs): void {
  const { walk: { parameters: { count, stepI, samples, subI } }, last, x } = row;
  const dx = stepI[0];
  const span = (samples[0] - 1) * subI[0];
  for (let i = from; i < end; ) {
    const cell = clampPlace(x + i * dx, last) >> 16;
    const whole = Math.min(end, beyondCell(cell, { x: x + span, dx, count }));
    const to = Math.max(i + 1, whole);
    const what = whole > i ? settleCell(row, cell) : NEAR; // else the voxel's own sub-samples lie in several cells
    if (what !== NEAR) runs.add(what, i);
    else for (let v = i; v < to; v++) runs.add(settle(row, x + v * dx, x + v * dx + span), v);
    i = to;
  }
}

/** The first column whose place lies beyond a cell of the lattice; the outermost cells have no end. */
function beyondCell(cell: number, { x, dx, count }: { x: number; dx: number; count: number }): number {
  if (dx > 0) return cell === count - 2 ? FAR : Math.ceil((((cell + 1) << 16) - x) / dx);
  return cell === 0 || dx === 0 ? FAR : Math.floor((x - (cell << 16)) / -dx) + 1;
}

/** Beyond every column. */
const FAR = 65_536;
