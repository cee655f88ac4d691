import type { Vec3 } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';
import { importanceMap } from './importance-map.ts';
import { planWindows } from './window-plan.ts';

/** Logits of one window: channel after channel, x fastest inside each. */
export type Predict = (window: Float32Array, signal?: AbortSignal) => Promise<Float32Array>;

export interface SlidingWindowRequest {
  readonly input: Volume<Float32Array>;
  readonly windowSize: Vec3;
  /** 0 <= overlap < 1. */
  readonly overlap: number;
  /** Number of output channels. */
  readonly channels: number;
  readonly predict: Predict;
  readonly weighting?: 'gaussian' | 'constant';
  /** Value of voxels beyond the input. Default 0. */
  readonly padValue?: number;
  /** True leaves the window out. `start` may be negative (padding). */
  readonly skipWindow?: (start: Vec3) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Windows under way at the same time. Default 1. */
  readonly concurrency?: number;
}

export interface SlidingWindowResult {
  /** Averaged logits, one array per channel, on the input's grid. Voxels that no window covered hold 0 in every channel. */
  readonly logits: readonly Float32Array[];
  /** Windows predicted. */
  readonly windows: number;
}

/**
 * Runs `predict` over overlapping windows and averages the logits: sum(weight * logits) / sum(weight), accumulated in place, so that
 * memory is one array per channel and one for the weights. Windows are added in their order whatever order they come back in: the
 * result does not depend on concurrency. Rejects with the signal's reason, or with the first failure of `predict`.
 */
export async function slidingWindow(request: SlidingWindowRequest): Promise<SlidingWindowResult> {
  const { input, windowSize, channels, signal, onProgress } = request;
  const { dimensions } = input.geometry;
  const starts = planWindows(dimensions, windowSize, request.overlap).filter(start => !request.skipWindow?.(start));
  const size = windowSize[0] * windowSize[1] * windowSize[2];
  const sum: Accumulator = {
    dimensions, windowSize, importance: importanceMap(windowSize, request.weighting),
    logits: Array.from({ length: channels }, () => new Float32Array(input.voxels.length)),
    weight: new Float32Array(input.voxels.length),
  };
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let [next, added] = [0, 0];
  let before = Promise.resolve();
  const lane = async () => {
    while (next < starts.length) {
      either.throwIfAborted();
      const start = starts[next++]!;
      const earlier = before;
      before = (async () => {
        const window = cutWindow(input, { start, windowSize, padValue: request.padValue ?? 0 });
        const logits = await request.predict(window, either);
        if (logits.length !== channels * size) throw new RangeError(`Expected ${channels} channels of ${size} voxels, got ${logits.length} values.`);
        await earlier;
        either.throwIfAborted();
        addWindow(sum, start, logits);
        onProgress?.(++added, starts.length);
      })();
      await before;
    }
  };
  await allOrFirstFailure(Array.from({ length: Math.max(1, request.concurrency ?? 1) }, lane), stop);
  divide(sum);
  return { logits: sum.logits, windows: starts.length };
}

/** Waits for every lane even when one fails, after telling the others to stop: nothing runs on behind the caller's back. */
async function allOrFirstFailure(lanes: readonly Promise<void>[], stop: AbortController): Promise<void> {
  let failure: { reason: unknown } | undefined;
  await Promise.all(lanes.map(lane => lane.catch((reason: unknown) => {
    failure ??= { reason };
    stop.abort(reason);
  })));
  if (failure) throw failure.reason;
}

/** Copy of one window, padded where it leaves the input. */
function cutWindow({ geometry, voxels }: Volume<Float32Array>, { start, windowSize, padValue }: { start: Vec3; windowSize: Vec3; padValue: number }): Float32Array {
  const [width, height, depth] = windowSize;
  const out = new Float32Array(width * height * depth);
  if (padValue !== 0) out.fill(padValue);
  eachRow({ dimensions: geometry.dimensions, windowSize }, start, (row, at, length) => out.set(voxels.subarray(row, row + length), at));
  return out;
}

interface Accumulator {
  readonly dimensions: Vec3;
  readonly windowSize: Vec3;
  readonly importance: Float32Array;
  readonly logits: readonly Float32Array[];
  readonly weight: Float32Array;
}

function addWindow(sum: Accumulator, start: Vec3, window: Float32Array): void {
  const { importance, weight, logits } = sum;
  const size = importance.length;
  eachRow(sum, start, (row, at, length) => {
    for (let n = 0; n < length; n++) weight[row + n]! += importance[at + n]!;
    logits.forEach((channel, c) => {
      const from = c * size + at;
      for (let n = 0; n < length; n++) channel[row + n]! += importance[at + n]! * window[from + n]!;
    });
  });
}

function divide({ logits, weight }: Accumulator): void {
  for (const channel of logits) for (let v = 0; v < channel.length; v++) if (weight[v] !== 0) channel[v]! /= weight[v]!;
}

type VisitRow = (row: number, at: number, length: number) => void;

/** Visits the rows of a window that lie inside the grid: offset in the grid, offset in the window, length. */
function eachRow({ dimensions, windowSize }: { dimensions: Vec3; windowSize: Vec3 }, start: Vec3, visit: VisitRow): void {
  const [columns, rows, slices] = dimensions;
  const [width, height, depth] = windowSize;
  const first = Math.max(0, -start[0]);
  const length = Math.min(width, columns - start[0]) - first;
  for (let k = Math.max(0, -start[2]); k < depth && start[2] + k < slices; k++)
    for (let j = Math.max(0, -start[1]); j < height && start[1] + j < rows; j++)
      visit(start[0] + first + columns * (start[1] + j + rows * (start[2] + k)), first + width * (j + height * k), length);
}
