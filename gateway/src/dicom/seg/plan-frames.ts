import type { Labelmap } from '../../volume/volume.ts';
import { countSlices, type SliceCount } from './count-slices.ts';
import type { NumberedSegment, PlannedFrame } from './planned-frame.ts';
import { readableFrames } from './readable-frames.ts';
import type { SegEncoding, SegmentInput, SegRequest, WrittenSeg } from './seg-request.ts';

export interface FramePlan {
  readonly outcome: WrittenSeg['outcome'];
  readonly segments: readonly NumberedSegment[];
  readonly frames: readonly PlannedFrame[];
  readonly slices: readonly SliceCount[];
}

/**
 * Which frames a segmentation has: none that is empty, but for readers' sake with odd matrices, and no segment without voxels, unless nothing was found at all.
 * Binary segments are numbered 1, 2, ... in the order given; label map segments keep their values. Throws RangeError for a
 * value that is not described or described twice.
 */
export function planFrames({ labelmap, segments, encoding = 'binary' }: Pick<SegRequest, 'labelmap' | 'segments' | 'encoding'>): FramePlan {
  const slices = countSlices(labelmap);
  const totals = checkedTotals(slices, segments);
  const present = segments.filter(({ value }) => (totals[value] as number) > 0);
  const nothing = present.length === 0;
  const numbered = (nothing ? segments : present).map((segment, index) => ({
    ...segment,
    number: encoding === 'binary' ? index + 1 : segment.value,
    voxels: totals[segment.value] as number,
  }));
  const planned = nothing ? blankFrames(numbered, encoding, labelmap) : occupiedFrames(numbered, encoding, slices);
  const [columns, rows] = labelmap.geometry.dimensions;
  const frames = encoding === 'binary' ? readableFrames(planned, columns * rows, slices.length) : planned;
  return { outcome: nothing ? 'nothing-found' : 'segmented', segments: numbered, frames, slices };
}

function checkedTotals(slices: readonly SliceCount[], segments: readonly SegmentInput[]): Float64Array {
  const totals = new Float64Array(256);
  for (const { counts } of slices) for (let value = 1; value < 256; value++) totals[value] = (totals[value] as number) + (counts[value] as number);
  const described = new Set(segments.map(({ value }) => value));
  if (segments.length === 0 || described.size !== segments.length) throw new RangeError('Segments need one description for each value.');
  for (const value of described) if (!Number.isInteger(value) || value < 1 || value > 255) throw new RangeError(`Segment value ${value} is not 1..255.`);
  totals.forEach((count, value) => {
    if (count > 0 && !described.has(value)) throw new RangeError(`Labelmap value ${value} is not described.`);
  });
  return totals;
}

function occupiedFrames(segments: readonly NumberedSegment[], encoding: SegEncoding, slices: readonly SliceCount[]): PlannedFrame[] {
  const indexes = slices.map((_, k) => k);
  if (encoding !== 'binary') return indexes.filter(k => (slices[k] as SliceCount).last > 0).map(k => ({ k }));
  return segments.flatMap(segment =>
    indexes.filter(k => ((slices[k] as SliceCount).counts[segment.value] as number) > 0).map(k => ({ k, segment })),
  );
}

function blankFrames(segments: readonly NumberedSegment[], encoding: SegEncoding, { geometry }: Labelmap): PlannedFrame[] {
  const k = Math.floor(geometry.dimensions[2] / 2);
  return encoding === 'binary' ? segments.map(segment => ({ k, segment })) : [{ k }];
}
