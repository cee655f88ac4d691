import type { SegmentDescription } from '../anatomy/organ.ts';
import type { Vec3 } from '../volume/geometry.ts';

/** One output channel of a network: what it finds, and whether that is healthy anatomy or disease. */
export interface ModelLabel extends SegmentDescription {
  /** `organ`: healthy tissue of the organ; `lesion`: an abnormal region inside or at it. */
  readonly role: 'organ' | 'lesion';
  /** Of an organ: connected pieces it may have, such as 2 kidneys. Default 1. */
  readonly pieces?: number;
  /** How well the outlines of a localiser were proven, in words a reader is shown with what rests on them. */
  readonly evidence?: string;
}

/**
 * `models/<name>/model.json`: everything needed to run a network rightly.
 *
 * Three axes, three orders, one rule. The network sees an axis-aligned grid whose axes x, y, z are the three letters of `orientation`
 * in that order; `spacingMm` and `windowSize` follow it as well. With orientation "LPS", x grows to the patient's left, y to
 * posterior, z to superior. `axisOrder` says only how that grid is laid out in the tensor: `zyx` is [1, C, z, y, x] with x fastest in
 * memory (as a DICOM series lies, and as numpy shows an array read with SimpleITK), `xyz` is [1, C, x, y, z] with z fastest (as MONAI
 * and nibabel do). Input has C = 1, output one logit per label.
 */
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
  /** Name of the ONNX file beside the manifest. */
  readonly file: string;
  /** Hex SHA-256 of the ONNX file; checked at load. */
  readonly sha256: string;
  /** Voxel size the network was trained at, mm, [x, y, z]. */
  readonly spacingMm: Vec3;
  /** x, y, z grow towards these patient directions: three letters of R/L, A/P, S/I ("LPS", "RAS"). */
  readonly orientation: string;
  /** HU clip window. */
  readonly windowHu: readonly [low: number, high: number];
  /** unit: window -> 0..1; signed: window -> -1..1; zscore: (v - mean) / sd after clipping. */
  readonly normalisation: { readonly kind: 'unit' } | { readonly kind: 'signed' } | { readonly kind: 'zscore'; readonly mean: number; readonly sd: number };
  /** Window in voxels, [x, y, z]. */
  readonly windowSize: Vec3;
  /** 0 <= overlap < 1. */
  readonly overlap: number;
  /** Weight of a voxel within its window. Default gaussian. */
  readonly weighting?: 'gaussian' | 'constant';
  /** Name of the network's input tensor. */
  readonly input: string;
  /** Name of the output tensor: logits, not probabilities. */
  readonly output: string;
  /** Tensor layout: [1, C, z, y, x] or [1, C, x, y, z]; see above. */
  readonly axisOrder: 'zyx' | 'xyz';
  /** Index = output channel. Channel 0 is background and null. */
  readonly labels: readonly (ModelLabel | null)[];
  /** For a lesion model: the localiser whose organ box bounds its windows, and the margin round that box. */
  readonly localiser?: { readonly model: string; readonly organ: string; readonly marginMm: number };
  /** For a lesion model: a further one that outlines organs neither it nor its localiser knows, for synthesis into them. */
  readonly furtherOrgans?: string;
  /** Lesion components below this are dropped, mm^3. */
  readonly minLesionMm3?: number;
  /** Lesion components that touch the organ over less than this share of their surface are dropped, 0..1. Default 0: none. */
  readonly minOrganContact?: number;
  /** Lesion components of `fromMm3` (default 0) or more whose smallest half axis is below `elongation` of the largest are dropped below this share instead, 0..1; of several the strictest counts. */
  readonly flatLesions?: readonly { readonly elongation: number; readonly minOrganContact: number; readonly fromMm3?: number }[];
  /**
   * A voxel is lesion where the probability of its likeliest lesion class is this share or more of the sum with its likeliest other class, 0..1, ends
   * excluded; of networks with a sigmoid for each region, its own probability. Less finds more lesions and more false ones. Default 0.5: the likeliest class of all.
   */
  readonly lesionThreshold?: number;
  /** Lesion components with fewer than this share of voxels at this lesion probability or more are dropped. Absent: none. */
  readonly lesionCore?: { readonly probability: number; readonly share: number };
}
