import type { SegmentDescription } from '../anatomy/organ.ts';
import type { Vec3 } from '../volume/geometry.ts';

/** `models/<name>/model.json`: everything needed to run a network rightly. */
export interface ModelManifest {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** SPDX identifier, or a sentence. */
  readonly licence: string;
  readonly task: 'organ-localiser' | 'lesion-segmentation';
  /** Name in inference/architectures. */
  readonly architecture: string;
  readonly file: string;
  /** Hex SHA-256 of the ONNX file; checked at load. */
  readonly sha256: string;
  /** Voxel size the network was trained at, mm, in array order of `orientation`. */
  readonly spacingMm: Vec3;
  /** Array axes grow towards these patient directions: three letters of R/L, A/P, S/I ("LPS", "RAS"). */
  readonly orientation: string;
  /** HU clip window. */
  readonly windowHu: readonly [low: number, high: number];
  /** unit: window -> 0..1; signed: window -> -1..1; zscore: (v - mean) / sd after clipping. */
  readonly normalisation: { readonly kind: 'unit' } | { readonly kind: 'signed' } | { readonly kind: 'zscore'; readonly mean: number; readonly sd: number };
  /** Window in voxels, [x, y, z]. */
  readonly windowSize: Vec3;
  /** 0 <= overlap < 1. */
  readonly overlap: number;
  readonly input: string;
  readonly output: string;
  /** Axis order of the network's tensor: [1, C, z, y, x] or [1, C, x, y, z]. */
  readonly axisOrder: 'zyx' | 'xyz';
  /** Index = output channel. Channel 0 is background and null. */
  readonly labels: readonly (SegmentDescription | null)[];
  /** For a lesion model: the localiser whose organ box bounds its windows, and the margin round that box. */
  readonly localiser?: { readonly model: string; readonly organ: string; readonly marginMm: number };
  /** Lesion components below this are dropped, mm^3. */
  readonly minLesionMm3?: number;
}
