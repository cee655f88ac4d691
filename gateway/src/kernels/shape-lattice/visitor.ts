import type { Run } from './runs.ts';

/** Voxels near the surface, and where the values of the first one's sub-samples begin. */
export interface NearRun extends Run {
  readonly at: number;
}

/** What is told about the voxels of a shape, to functions of a module that are handed what they work on. */
export interface ShapeVisitor<S> {
  readonly state: S;
  /** Voxels `from` to `to` (exclusive) of a row lie inside for every level asked about. */
  readonly inside: (state: S, from: number, to: number) => void;
  /** The surface may pass through these voxels of a row; the values of their sub-samples follow one another. */
  readonly near: (state: S, run: NearRun, values: Int32Array) => void;
}
