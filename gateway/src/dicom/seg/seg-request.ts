import type { SegmentDescription } from '../../anatomy/organ.ts';
import type { Labelmap } from '../../volume/volume.ts';
import type { SyntheticMark } from '../mark-synthetic.ts';
import type { SeriesVolume } from '../series.ts';

/** What found a segment. */
export interface SegmentAlgorithm {
  /** Name of the model or generator. */
  readonly name: string;
  readonly version: string;
  /** True for a trained network: written as algorithm family (123110, DCM, "Artificial Intelligence"). */
  readonly artificialIntelligence: boolean;
}

/** A value of the labelmap and what it stands for. */
export interface SegmentInput {
  /** 1..255. */
  readonly value: number;
  readonly description: SegmentDescription;
  readonly algorithm: SegmentAlgorithm;
}

/**
 * binary: one bit a voxel, one frame a segment and slice; every reader takes it.
 * labelmap, labelmap-rle: one byte a voxel, one frame a slice (Label Map Segmentation Storage), plain or RLE.
 */
export type SegEncoding = 'binary' | 'labelmap' | 'labelmap-rle';

/** Everything a segmentation object is made from. The same request gives the same bytes. */
export interface SegRequest {
  /** On the grid of the series: k ascending with `source.slices`. Every value but 0 must be described in `segments`. */
  readonly labelmap: Labelmap;
  readonly source: Pick<SeriesVolume, 'slices' | 'header' | 'warnings'>;
  readonly segments: readonly SegmentInput[];
  readonly seriesDescription: string;
  readonly jobKey: string;
  /** Tells several segmentations of one job apart; part of their UIDs. Default `seg`. */
  readonly role?: string;
  /** Content, series and instance creation date. */
  readonly createdAt: Date;
  /** Default `binary`. */
  readonly encoding?: SegEncoding;
  readonly seriesNumber?: number;
  /** Present when the object belongs to a synthetic series of this job: every mark is set. */
  readonly synthetic?: SyntheticMark;
}

/** A segment that the object really holds. */
export interface WrittenSegment {
  /** Segment Number (0062,0004). */
  readonly number: number;
  readonly name: string;
  readonly voxels: number;
  readonly trackingUid: string;
}

export interface WrittenSeg {
  readonly bytes: Uint8Array;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /**
   * nothing-found: the labelmap was wholly background. The object then describes what was looked for and has one blank frame a
   * segment (one frame in all for a label map), since a segmentation must have a frame.
   */
  readonly outcome: 'segmented' | 'nothing-found';
  readonly segments: readonly WrittenSegment[];
  readonly frames: number;
}
