import { GatewayError } from '../../errors.ts';
import { ijkToLps } from '../../volume/geometry.ts';
import type { Attributes } from '../attributes.ts';
import { DCM } from '../codes.ts';
import { lossyHistory, patientAndStudy } from '../copied-modules.ts';
import { copyAttributes } from '../copy-attributes.ts';
import { encodePart10 } from '../encode.ts';
import { gatewayContribution, scannerContribution } from '../equipment.ts';
import { inheritSynthetic, markSynthetic } from '../mark-synthetic.ts';
import { resultSeries } from '../result-series.ts';
import { SOP_CLASS } from '../sop-class.ts';
import { cleanText } from '../text.ts';
import { TRANSFER_SYNTAX } from '../transfer-syntax.ts';
import { derivedUid } from '../uids.ts';
import { dimensions, perFrameGroups, referencedSeries, sharedGroups } from './functional-groups.ts';
import { planFrames, type FramePlan } from './plan-frames.ts';
import { segPixels } from './seg-pixels.ts';
import type { SegRequest, WrittenSeg } from './seg-request.ts';
import { backgroundSegment, segmentSequence, trackingUid } from './segment-sequence.ts';

const DEFAULT_SERIES_NUMBER = 9001;
/** Half of what a native pixel data element can hold (PS3.5 7.1): a label map is the better object long before. */
const MAX_PIXEL_BYTES = 2 ** 31;

/**
 * A DICOM segmentation of a CT series (PS3.3 A.51, A.90), one instance in a series of its own, ready to be stored.
 *
 * Geometry comes from the slices themselves, in their original text, so every frame matches its source image exactly. Frames
 * without voxels and segments that were not found are left out. Throws RangeError when the labelmap is not on the grid of the
 * series or holds values nobody described, and `series/too-large` when the object would pass the limits of the encoding.
 */
export function writeSeg(request: SegRequest): WrittenSeg {
  const { jobKey, role = 'seg', encoding = 'binary' } = request;
  checkGrid(request);
  const plan = planFrames(request);
  checkSize(plan, request);
  const uids = { series: derivedUid(jobKey, role, 'series'), instance: derivedUid(jobKey, role, 'instance') };
  const sopClassUid = encoding === 'binary' ? SOP_CLASS.segmentation : SOP_CLASS.labelMapSegmentation;
  const attributes: Attributes = {
    ...patientAndStudy(request.source.header.dataset),
    ...seriesAndEquipment(request, uids.series),
    SOPClassUID: sopClassUid,
    SOPInstanceUID: uids.instance,
    ...imageAndSegments(request, plan),
    ...frameAttributes(request, plan),
    ...segPixels(request.labelmap, plan, encoding),
  };
  const segments = plan.segments.map(({ number, description: { name }, voxels }) => ({ number, name, voxels, trackingUid: trackingUid(jobKey, role, name) }));
  const bytes = encodePart10(marked(attributes, request), encoding === 'labelmap-rle' ? TRANSFER_SYNTAX.rle : TRANSFER_SYNTAX.explicitLittleEndian);
  return { bytes, sopClassUid, sopInstanceUid: uids.instance, seriesInstanceUid: uids.series, outcome: plan.outcome, segments, frames: plan.frames.length };
}

function marked(attributes: Attributes, { synthetic, source }: SegRequest): Attributes {
  if (synthetic) return markSynthetic(attributes, synthetic);
  return source.header.synthetic ? inheritSynthetic(attributes) : attributes;
}

/** Guards against a mask in the wrong order: every slice must lie where the labelmap says, within half a voxel. */
function checkGrid({ labelmap: { geometry }, source: { slices } }: SegRequest): void {
  if (geometry.dimensions[2] !== slices.length)
    throw new RangeError(`Labelmap has ${geometry.dimensions[2]} slices, the series ${slices.length}.`);
  const toleranceMm = Math.min(...geometry.spacingMm) / 2;
  slices.forEach(({ imagePositionText }, k) => {
    const expected = ijkToLps(geometry, [0, 0, k]);
    const offMm = Math.hypot(...expected.map((mm, axis) => mm - Number(imagePositionText[axis])));
    if (!(offMm <= toleranceMm)) throw new RangeError(`Slice ${k} of the labelmap lies ${offMm} mm from its source image.`);
  });
}

function checkSize({ frames }: FramePlan, { labelmap: { geometry }, encoding = 'binary' }: SegRequest): void {
  const bytes = (frames.length * geometry.dimensions[0] * geometry.dimensions[1]) / (encoding === 'binary' ? 8 : 1);
  if (encoding === 'labelmap-rle' || bytes <= MAX_PIXEL_BYTES) return;
  throw new GatewayError('series/too-large', 'The segmentation is too large for this encoding; choose labelmap-rle.', {
    context: { bytes, limitBytes: MAX_PIXEL_BYTES, encoding },
  });
}

function seriesAndEquipment({ source: { header }, seriesDescription, seriesNumber = DEFAULT_SERIES_NUMBER, createdAt }: SegRequest, seriesUid: string): Attributes {
  return {
    ...resultSeries(header, { modality: 'SEG', seriesUid, seriesNumber, seriesDescription, createdAt }),
    ...copyAttributes(header.dataset, ['BodyPartExamined', 'PositionReferenceIndicator']),
    ContributingEquipmentSequence: [...scannerContribution(header.dataset), gatewayContribution(DCM.processingEquipment, 'Automatic segmentation')],
  };
}

function imageAndSegments(request: SegRequest, plan: FramePlan): Attributes {
  const { source: { header, warnings }, jobKey, role = 'seg', encoding = 'binary' } = request;
  const segments = segmentSequence(plan.segments, { jobKey, role });
  return {
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentLabel: 'SEGMENTATION',
    ContentDescription: contentDescription(request, plan, warnings.map(({ code }) => code)),
    ContentCreatorName: '',
    BurnedInAnnotation: 'NO',
    ...lossyHistory(header.dataset, header.lossy),
    SegmentationType: encoding === 'binary' ? 'BINARY' : 'LABELMAP',
    SegmentsOverlap: 'NO',
    SegmentSequence: encoding === 'binary' ? segments : [backgroundSegment, ...segments],
  };
}

/** What was not found, then the codes of what deserves a word about the source. */
function contentDescription({ segments }: SegRequest, plan: FramePlan, warningCodes: readonly string[]): string {
  const written = new Set(plan.outcome === 'segmented' ? plan.segments.map(({ value }) => value) : []);
  const missing = segments.filter(({ value }) => !written.has(value)).map(({ description }) => description.label);
  const parts = [
    ...(missing.length > 0 ? [`Not found: ${missing.join(', ')}`] : []),
    ...(warningCodes.length > 0 ? [`Source: ${[...new Set(warningCodes)].join(', ')}`] : []),
  ];
  return cleanText(parts.join('; ') || 'Automatic segmentation, unverified', 'LO');
}

function frameAttributes({ labelmap, source: { header, slices }, jobKey, role = 'seg' }: SegRequest, plan: FramePlan): Attributes {
  const perSegment = plan.frames.every(({ segment }) => segment !== undefined);
  return {
    ...dimensions(derivedUid(jobKey, role, 'dimensions'), perSegment),
    SharedFunctionalGroupsSequence: [sharedGroups(header, labelmap.geometry)],
    PerFrameFunctionalGroupsSequence: perFrameGroups(plan.frames, slices),
    ReferencedSeriesSequence: referencedSeries(plan.frames, slices, header),
  };
}
