import { GatewayError } from '../../errors.ts';
import { voxelCount, type Geometry } from '../../volume/geometry.ts';
import { makeVolume, type Labelmap } from '../../volume/volume.ts';
import { firstItem, type Dataset } from '../dataset.ts';
import type { DicomInstance, Warning } from '../series.ts';
import { SOP_CLASS } from '../sop-class.ts';
import { warning } from '../warnings.ts';
import { paintFrame } from './paint-frame.ts';
import { framePlane, placeFrame, type FramePlacement } from './place-frame.ts';
import { readSegments, type ReadSegment } from './read-segments.ts';
import { segFrames, type SegFrames } from './seg-frames.ts';

/** Voxel centres of a mask may lie this far from the grid's, in voxels, and still belong to them. */
const TOLERANCE_VOXELS = 0.25;

/** A segmentation object on the grid of a volume. */
export interface ReadSeg {
  /** Voxel value = segment number. Where segments overlap, the later one. */
  readonly labelmap: Labelmap;
  readonly segments: readonly ReadSegment[];
  readonly warnings: readonly Warning[];
}

/**
 * Puts a DICOM segmentation (binary, label map, or fractional) onto a grid, by world position: neither frame order nor the
 * order of slices matters, and axes may be swapped or reversed. Fractional values count from half of their maximum.
 * Throws `mask/wrong-frame` when the frame of reference or the voxels are not those of the grid, `input/unreadable` for an
 * object that is no segmentation or contradicts itself.
 */
export async function readSeg(instance: DicomInstance, geometry: Geometry): Promise<ReadSeg> {
  const { dataset } = instance;
  checkObject(instance);
  checkFrameOfReference(dataset, geometry);
  const segments = readSegments(dataset);
  const frames = await segFrames(instance);
  const labelmap = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  const tally = { outside: 0, overlapping: 0 };
  const placements = placeFrames(dataset, frames, geometry);
  placements.forEach(({ placement, segmentNumber }, f) => {
    const painted = paintFrame(labelmap, { values: frames.frame(f, segmentNumber), columns: frames.columns, placement });
    tally.outside += painted.outside;
    tally.overlapping += painted.overlapping;
  });
  return { labelmap, segments, warnings: [...frames.warnings, ...warningsOf(tally)] };
}

function checkObject({ sopClassUid }: DicomInstance): void {
  if (sopClassUid === SOP_CLASS.segmentation || sopClassUid === SOP_CLASS.labelMapSegmentation) return;
  throw new GatewayError('input/unreadable', 'The mask is not a DICOM segmentation object; give a SEG or a NIfTI file.', { context: { sopClassUid } });
}

function checkFrameOfReference(dataset: Dataset, { frameOfReferenceUid }: Geometry): void {
  const own = dataset.text('00200052');
  if (frameOfReferenceUid === undefined || frameOfReferenceUid === '' || own === frameOfReferenceUid) return;
  throw new GatewayError('mask/wrong-frame', 'The segmentation belongs to another frame of reference than the images; give one made on this series.', {
    context: { maskFrameOfReferenceUid: own ?? null, imageFrameOfReferenceUid: frameOfReferenceUid },
  });
}

/** Where each frame goes, and the segment it shows (0 in a label map, whose voxels say it themselves). */
function placeFrames(dataset: Dataset, frames: SegFrames, geometry: Geometry): readonly { placement: FramePlacement; segmentNumber: number }[] {
  const shared = firstItem(dataset, '52009229');
  const perFrame = dataset.items('52009230');
  const grid = { geometry, toleranceVoxels: TOLERANCE_VOXELS };
  const size = { columns: frames.columns, rows: frames.rows };
  checkSliceSpacing(shared, perFrame[0], geometry);
  return Array.from({ length: frames.count }, (_, f) => {
    const plane = framePlane(perFrame[f], shared);
    const placement = plane && placeFrame(plane, size, grid);
    if (!placement) throw offGrid({ frame: f + 1, hasPlane: plane !== undefined });
    return { placement, segmentNumber: frames.isLabelMap ? 0 : segmentNumber(perFrame[f], shared) };
  });
}

/** Frames further apart than the slices of the grid would leave holes between them. */
function checkSliceSpacing(shared: Dataset | undefined, first: Dataset | undefined, { spacingMm }: Geometry): void {
  const groups = [first, shared].map(group => group && firstItem(group, '00289110')?.number('00180088'));
  const between = groups.find(value => value !== undefined);
  if (between !== undefined && between > 1.5 * Math.max(...spacingMm)) throw offGrid({ spacingBetweenSlicesMm: between });
}

function segmentNumber(perFrame: Dataset | undefined, shared: Dataset | undefined): number {
  for (const groups of [perFrame, shared]) {
    const number = groups && firstItem(groups, '0062000A')?.number('0062000B');
    if (number !== undefined && number >= 1 && number <= 255) return number;
  }
  throw new GatewayError('input/unreadable', 'A frame of the segmentation names no segment between 1 and 255; give another mask.');
}

const offGrid = (context: Record<string, unknown>): GatewayError =>
  new GatewayError('mask/wrong-frame', 'The segmentation does not lie on the voxels of the images; give one made on this series.', { context });

function warningsOf({ outside, overlapping }: { outside: number; overlapping: number }): Warning[] {
  return [
    ...(outside > 0 ? [warning('mask/outside', `Voxels: ${outside}.`)] : []),
    ...(overlapping > 0 ? [warning('mask/overlap', `Voxels: ${overlapping}.`)] : []),
  ];
}
