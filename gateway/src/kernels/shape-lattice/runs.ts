export const OUTSIDE = 0;
export const INSIDE = 1;
export const NEAR = 2;

/** Voxels of a row that are settled alike, from the first to below the end. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Joins neighbouring voxels of a row that are settled alike. Plain objects and functions of the module: the engine forgets what it compiled for closures that are gone. */
export interface Runs<S> {
  readonly state: S;
  /** Is told about the runs that are INSIDE or NEAR. */
  readonly visit: (state: S, what: number, run: Run) => void;
  current: number;
  first: number;
}

export const joinRuns = <S>(state: S, visit: Runs<S>['visit']): Runs<S> => ({ state, visit, current: OUTSIDE, first: 0 });

/** From this voxel on, up to the next call, all are alike. */
export function addRun<S>(runs: Runs<S>, what: number, from: number): void {
  if (what === runs.current) return;
  endRun(runs, from);
  runs.current = what;
  runs.first = from;
}

/** No voxel from here on is told about. */
export function endRun<S>(runs: Runs<S>, to: number): void {
  if (runs.current !== OUTSIDE) runs.visit(runs.state, runs.current, { from: runs.first, to });
  runs.current = OUTSIDE;
}
