import type { Box } from '../../volume/crop.ts';
import type { Geometry } from '../../volume/geometry.ts';
import type { HuVolume, Labelmap, Volume } from '../../volume/volume.ts';
import type { ModelManifest } from '../manifest.ts';

/** A block of a CT, and the network that is to see it. */
export interface PrepareRequest {
  readonly ct: HuVolume;
  /** Block of the CT's grid. */
  readonly box: Box;
  readonly manifest: ModelManifest;
}

/** What the network sees: normalised voxels on its own grid, which covers the block. */
export interface PreparedInput {
  readonly input: Volume<Float32Array>;
  /** Normalised value of what lies beyond. */
  readonly padValue: number;
  /** Normalised value of air, where that is another; windows with nothing above it are not worth running. */
  readonly airValue?: number;
}

export interface FinishRequest {
  /** Averaged logits by channel, on `grid`. */
  readonly logits: readonly Float32Array[];
  readonly grid: Geometry;
  /** Grid of the answer. */
  readonly target: Geometry;
  readonly manifest: ModelManifest;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

export interface NetworkLabels {
  /** Channel indexes on the target grid. */
  readonly labelmap: Labelmap;
  /** 0..1, on a block of the target grid that holds every lesion; absent when there is none. */
  readonly lesionProbability?: Volume<Float32Array>;
}

/** How a family of networks wants its input, and how its output becomes labels. Weights and numbers come from the manifest. */
export interface Architecture {
  readonly name: string;
  /** True when the network has no channel for the background; everything above 0 is then foreground, and its scores are 0. */
  readonly lacksBackground?: boolean;
  prepare(request: PrepareRequest): PreparedInput;
  finish(request: FinishRequest): Promise<NetworkLabels>;
}
