import { setImmediate as nextTurn } from 'node:timers/promises';
import { cropGeometry } from '../volume/crop.ts';
import type { Geometry } from '../volume/geometry.ts';
import { resampleLinear } from '../volume/resample.ts';
import { makeVolume } from '../volume/volume.ts';

/** Voxels handled at a time: bounds the memory for the resampled scores and the time between two turns of the event loop. */
const SLAB_VOXELS = 500_000;

/** Beyond the network's grid there is only background. */
const OUTSIDE_LOGIT = -1000;

export interface ScoreSlab {
  /** Logits by channel, for the voxels from..to-1 of the target. */
  readonly scores: readonly Float32Array[];
  readonly from: number;
  readonly to: number;
}

export interface ScoreRequest {
  /** Logits by channel, on `grid`. */
  readonly logits: readonly Float32Array[];
  readonly grid: Geometry;
  readonly target: Geometry;
  readonly signal?: AbortSignal;
}

/** A few slices of a grid. */
export interface Slab {
  readonly geometry: Geometry;
  /** Holds the voxels from..to-1 of the grid. */
  readonly from: number;
  readonly to: number;
}

/** The logits resampled linearly to the target, a few slices at a time, so that they never exist at once. Rejects with the signal's reason. */
export async function* scoreSlabs({ logits, grid, target, signal }: ScoreRequest): AsyncGenerator<ScoreSlab> {
  for await (const { geometry, from, to } of slabs(target, signal)) {
    const scores = logits.map((channel, c) => resampleLinear(makeVolume(grid, channel), geometry, c === 0 ? 0 : OUTSIDE_LOGIT).voxels);
    yield { scores, from, to };
  }
}

/** A grid, a few slices at a time; the event loop gets a turn after each. Rejects with the signal's reason. */
export async function* slabs(target: Geometry, signal?: AbortSignal): AsyncGenerator<Slab> {
  const [columns, rows, slices] = target.dimensions;
  const thickness = Math.max(1, Math.floor(SLAB_VOXELS / (columns * rows)));
  for (let k = 0; k < slices; k += thickness) {
    signal?.throwIfAborted();
    const high = Math.min(slices, k + thickness);
    yield { geometry: cropGeometry(target, { low: [0, 0, k], high: [columns, rows, high] }), from: k * columns * rows, to: high * columns * rows };
    await nextTurn();
  }
}
