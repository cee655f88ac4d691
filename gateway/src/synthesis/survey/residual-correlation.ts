import type { Vec3 } from '../../volume/geometry.ts';
import { lagCorrelation } from './lag-correlation.ts';

/** Autocorrelation at lags 1, 2 and 3 along i, j and k. */
export type ResidualCorrelation = readonly [Vec3, Vec3, Vec3];

/** What is left of a scan without its structure, on a grid of voxels of which some count. */
export interface Residual {
  readonly dimensions: Vec3;
  readonly values: Float32Array;
  /** 1 where the value counts. */
  readonly counts: Uint8Array;
}

/** How far noise reaches from voxel to voxel; 0 where there are too few pairs to tell. */
export const residualCorrelation = (residual: Residual): ResidualCorrelation =>
  [0, 1, 2].map(axis => [1, 2, 3].map(lag => lagCorrelation(residual, axis, lag) ?? 0)) as unknown as ResidualCorrelation;
