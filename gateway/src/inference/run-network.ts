import { GatewayError } from '../errors.ts';
import type { Box } from '../volume/crop.ts';
import type { Geometry, Vec3 } from '../volume/geometry.ts';
import { resampleNearest } from '../volume/resample.ts';
import type { HuVolume, Volume } from '../volume/volume.ts';
import type { Architecture } from './architectures/architecture.ts';
import { ARCHITECTURES } from './architectures/index.ts';
import type { LoadedModel } from './load-models.ts';
import type { ModelManifest } from './manifest.ts';
import { networkPredictor } from './network-predictor.ts';
import type { InferencePool } from './pool.ts';
import { slidingWindow } from './sliding-window.ts';
import type { Provider } from './worker-messages.ts';

export interface RunNetworkTools {
  readonly pool: InferencePool;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** In place of the manifest's. */
  readonly overlap?: number | undefined;
}

export interface NetworkRun {
  readonly ct: HuVolume;
  /** Block of the CT the network is to see. */
  readonly box: Box;
  readonly model: LoadedModel;
  /** Windows that meet no voxel != 0 of it are left out. */
  readonly near?: Volume<Uint8Array>;
}

export interface NetworkLogits {
  /** One a label of the manifest. */
  readonly logits: readonly Float32Array[];
  readonly grid: Geometry;
  /** Undefined when every window was left out. */
  readonly provider: Provider | undefined;
  readonly windows: number;
}

/** Runs one network over a block of a CT. Windows that hold nothing but what lies below the HU window (air) are left out. Throws model/*, inference/*. */
export async function runNetwork({ ct, box, model, near }: NetworkRun, { pool, signal, onProgress, overlap }: RunNetworkTools): Promise<NetworkLogits> {
  const { manifest } = model;
  const architecture = architectureOf(manifest);
  const { input, padValue, airValue = padValue } = architecture.prepare({ ct, box, manifest });
  const channels = manifest.labels.length - (architecture.lacksBackground ? 1 : 0);
  const grid = input.geometry;
  const region = near && resampleNearest(near, grid).voxels;
  const holds = (start: Vec3, test: (row: number, end: number) => boolean) => someRow(grid.dimensions, { start, size: manifest.windowSize }, test);
  const isWorthwhile = (start: Vec3) =>
    (!region || holds(start, (row, end) => region.subarray(row, end).includes(1))) && holds(start, (row, end) => input.voxels.subarray(row, end).some(v => v > airValue));
  const predictor = networkPredictor(pool, model, channels);
  const { logits, windows } = await slidingWindow({
    input, windowSize: manifest.windowSize, overlap: overlap ?? manifest.overlap, channels, padValue,
    weighting: manifest.weighting ?? 'gaussian', predict: predictor.predict, skipWindow: start => !isWorthwhile(start),
    // One more than there are processes: the next window is cut while the others run.
    concurrency: pool.processes + 1,
    onProgress: (done, total) => onProgress?.(done / total),
    ...(signal ? { signal } : {}),
  });
  return { logits: architecture.lacksBackground ? [new Float32Array(input.voxels.length), ...logits] : logits, grid, provider: predictor.provider(), windows };
}

/** The code a manifest names. Throws model/unreadable. */
export function architectureOf({ architecture, name }: ModelManifest): Architecture {
  const found = ARCHITECTURES.find(known => known.name === architecture);
  if (!found) throw new GatewayError('model/unreadable', `Model ${name} needs the architecture ${architecture}, which this version does not have.`);
  return found;
}

/** True when `test` holds for one of the rows (offsets from inclusive to exclusive) of a window, as far as it lies inside the grid. */
function someRow([columns, rows, slices]: Vec3, { start, size }: { start: Vec3; size: Vec3 }, test: (row: number, end: number) => boolean): boolean {
  const [low, high] = [Math.max(0, start[0]), Math.min(columns, start[0] + size[0])];
  for (let k = Math.max(0, start[2]); k < Math.min(slices, start[2] + size[2]); k++)
    for (let j = Math.max(0, start[1]); j < Math.min(rows, start[1] + size[1]); j++) {
      const row = columns * (j + rows * k);
      if (test(row + low, row + high)) return true;
    }
  return false;
}
