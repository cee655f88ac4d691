import { GROUP, marginsOf } from './margins.ts';
import { latticeReader } from './reader.ts';
import { addRun, endRun, INSIDE, joinRuns, NEAR, OUTSIDE, type Run } from './runs.ts';
import type { ShapeVisitor } from './visitor.ts';
import type { ShapeWalk } from './walk.ts';

/** Walks rows of any direction: a few voxels at a time, by the value in their middle. */
export function walkAskew<S>(walk: ShapeWalk, visitor: ShapeVisitor<S>): void {
  const { lattice, parameters, region, low, high } = walk;
  const { dimensions: [columns], samples } = parameters;
  const margins = marginsOf(lattice, parameters, high);
  const values = new Int32Array(columns * samples[0] * samples[1] * samples[2]);
  const { middle, read } = askewRows(walk);
  let row = 0;
  const runs = joinRuns(visitor.state, (state, what, run) => {
    if (what === INSIDE) {
      visitor.inside(state, columns * row + run.from, columns * row + run.to);
      return;
    }
    read(row, run, values);
    visitor.near(state, { from: columns * row + run.from, to: columns * row + run.to, at: 0 }, values);
  });
  const kindOf = (value: number, margin: number) => (value - margin >= high ? OUTSIDE : value + margin < low ? INSIDE : NEAR);
  for (; 2 * row < region.length; row++) {
    const end = region[2 * row + 1]!;
    for (let i = region[2 * row]!; i < end; i += GROUP) {
      const last = Math.min(i + GROUP, end);
      const kind = kindOf(middle(row, (i + last - 1) / 2), margins.group);
      if (kind !== NEAR) addRun(runs, kind, i);
      else for (let v = i; v < last; v++) addRun(runs, kindOf(middle(row, v), margins.voxel), v);
    }
    endRun(runs, end);
  }
}

interface AskewRows {
  /** The value in the middle of a voxel of row n. */
  middle(n: number, i: number): number;
  /** Puts the values of the sub-samples of a run of voxels into an array. */
  read(n: number, run: Run, into: Int32Array): void;
}

function askewRows({ lattice, parameters }: ShapeWalk): AskewRows {
  const { count, dimensions: [, rows], origin, samples: [ni, nj, nk], stepI, stepJ, stepK, subI, subJ, subK } = parameters;
  const valueAt = latticeReader(lattice, count);
  const along = (axis: 0 | 1 | 2, n: number) => (origin[axis] + (n % rows) * stepJ[axis] + Math.floor(n / rows) * stepK[axis]) | 0;
  /** From a voxel's first sub-sample to its middle. */
  const half = ([0, 1, 2] as const).map(axis => ((ni - 1) * subI[axis] + (nj - 1) * subJ[axis] + (nk - 1) * subK[axis]) / 2) as [number, number, number];
  return {
    middle: (n, i) => valueAt((along(0, n) + i * stepI[0] + half[0]) | 0, (along(1, n) + i * stepI[1] + half[1]) | 0, (along(2, n) + i * stepI[2] + half[2]) | 0),
    read(n, { from, to }, into) {
      const [x0, y0, z0] = [along(0, n), along(1, n), along(2, n)];
      for (let i = from, at = 0; i < to; i++)
        for (let c = 0; c < nk; c++)
          for (let b = 0; b < nj; b++) {
            const x = x0 + i * stepI[0] + b * subJ[0] + c * subK[0];
            const y = y0 + i * stepI[1] + b * subJ[1] + c * subK[1];
            const z = z0 + i * stepI[2] + b * subJ[2] + c * subK[2];
            for (let a = 0; a < ni; a++, at++) into[at] = valueAt((x + a * subI[0]) | 0, (y + a * subI[1]) | 0, (z + a * subI[2]) | 0);
          }
    },
  };
}
