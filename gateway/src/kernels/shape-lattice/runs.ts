export const OUTSIDE = 0;
export const INSIDE = 1;
export const NEAR = 2;

/** Voxels of a row that are settled alike, from the first to below the end. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

export interface Runs {
  /** From this voxel on, up to the next call, all are alike. */
  add(what: number, from: number): void;
  /** No voxel from here on is told about. */
  end(to: number): void;
}

/** Joins neighbouring voxels of a row that are settled alike, and hands on together those that are INSIDE or NEAR. */
export function joinRuns(visit: (what: number, run: Run) => void): Runs {
  let current = OUTSIDE;
  let first = 0;
  const end = (to: number) => {
    if (current !== OUTSIDE) visit(current, { from: first, to });
    current = OUTSIDE;
  };
  const add = (what: number, from: number) => {
    if (what === current) return;
    end(from);
    current = what;
    first = from;
  };
  return { add, end };
}
