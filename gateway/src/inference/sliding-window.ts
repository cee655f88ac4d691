import type { Vec3 } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';
import { importanceMap } from './importance-map.ts';
import { planWindows } from './window-plan.ts';

export interface PredictOptions {
  readonly signal?: AbortSignal;
  /** Memory of the answer's size that may be used for it. */
  readonly into?: Float32Array;
}

/** Logits of one window: channel after channel, x fastest inside each. The window's memory is used again after the answer. */
export type Predict = (window: Float32Array, options?: PredictOptions) => Promise<Float32Array>;

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
    const window = new Float32Array(size);
    const into = new Float32Array(channels * size);
    while (next < starts.length) {
      either.throwIfAborted();
      const start = starts[next++]!;
      const earlier = before;
      before = (async () => {
        cutWindow(input, { start, windowSize, padValue: request.padValue ?? 0 }, window);
        const logits = await request.predict(window, { signal: either, into });
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

/** Copies one window, padded where it leaves the input. */
function cutWindow({ geometry, voxels }: Volume<Float32Array>, { start, windowSize, padValue }: { start: Vec3; windowSize: Vec3; padValue: number }, out: Float32Array): void {
  const { rows, at, length } = rowsInside({ dimensions: geometry.dimensions, windowSize }, start);
  if (rows.length * length < out.length) out.fill(padValue);
  for (let r = 0; r < rows.length; r++) out.set(voxels.subarray(rows[r]!, rows[r]! + length), at[r]!);
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
  const inside = rowsInside(sum, start);
  addWeights(weight, importance, inside);
  logits.forEach((channel, c) => addWeighted(channel, { importance, window, from: c * importance.length }, inside));
}

function addWeights(weight: Float32Array, importance: Float32Array, { rows, at, length }: RowsInside): void {
  for (let r = 0; r < rows.length; r++) {
    const [to, from] = [rows[r]!, at[r]!];
    for (let n = 0; n < length; n++) weight[to + n] = weight[to + n]! + importance[from + n]!;
  }
}

interface WeightedLogits {
  readonly importance: Float32Array;
  readonly window: Float32Array;
  /** Where the channel begins in the window. */
  readonly from: number;
}

function addWeighted(channel: Float32Array, { importance, window, from }: WeightedLogits, { rows, at, length }: RowsInside): void {
  for (let r = 0; r < rows.length; r++) {
    const [to, weights] = [rows[r]!, at[r]!];
    const values = from + weights;
    for (let n = 0; n < length; n++) channel[to + n] = channel[to + n]! + importance[weights + n]! * window[values + n]!;
  }
}

function divide({ logits, weight }: Accumulator): void {
  for (const channel of logits) for (let v = 0; v < channel.length; v++) if (weight[v] !== 0) channel[v]! /= weight[v]!;
}

/** The rows of a window that lie inside the grid. */
interface RowsInside {
  /** Offset of each row's first voxel in the grid. */
  readonly rows: Int32Array;
  /** The same voxels' offsets in the window. */
  readonly at: Int32Array;
  /** Voxels of every row. */
  readonly length: number;
}

function rowsInside({ dimensions, windowSize }: { dimensions: Vec3; windowSize: Vec3 }, start: Vec3): RowsInside {
  const [low, high] = [start.map(v => Math.max(0, -v)), start.map((v, axis) => Math.min(windowSize[axis]!, dimensions[axis]! - v))] as unknown as [Vec3, Vec3];
  const [height, depth] = [high[1] - low[1], high[2] - low[2]];
  const rows = new Int32Array(height * depth);
  const at = new Int32Array(height * depth);
  for (let k = 0, r = 0; k < depth; k++)
    for (let j = 0; j < height; j++, r++) {
      rows[r] = start[0] + low[0] + dimensions[0] * (start[1] + low[1] + j + dimensions[1] * (start[2] + low[2] + k));
      at[r] = low[0] + windowSize[0] * (low[1] + j + windowSize[1] * (low[2] + k));
    }
  return { rows, at, length: high[0] - low[0] };
}
