import type { SegmentInput } from './seg-request.ts';

/** A segment that gets written, under its number in the object. */
export interface NumberedSegment extends SegmentInput {
  readonly number: number;
  readonly voxels: number;
}

export interface PlannedFrame {
  readonly k: number;
  /** Absent in a label map, whose frames hold all segments. */
  readonly segment?: NumberedSegment;
}
