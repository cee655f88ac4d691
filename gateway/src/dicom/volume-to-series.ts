import type { HuVolume } from '../volume/volume.ts';
import type { Attributes } from './attributes.ts';
import { codeItem, DCM } from './codes.ts';
import { lossyHistory, patientAndStudy } from './copied-modules.ts';
import { copyAttributes } from './copy-attributes.ts';
import type { Dataset } from './dataset.ts';
import { encodePart10 } from './encode.ts';
import { scannerContribution } from './equipment.ts';
import { markSynthetic, type SyntheticMark } from './mark-synthetic.ts';
import type { SeriesVolume, SliceSource, Warning } from './series.ts';
import { resultSeries } from './result-series.ts';
import { SOP_CLASS } from './sop-class.ts';
import { changedRange, chooseLayout, layoutRange, packStored, storedSlice, type PixelLayout } from './stored-values.ts';
import { derivedUid } from './uids.ts';
import { warning } from './warnings.ts';

const DEFAULT_SERIES_NUMBER = 9000;

/**
 * What of a source image still holds for the image made from it: plane, display, kernel, contrast agent, time of acquisition.
 * Dose, exposure, tube current, acquisition and irradiation event UIDs and all private attributes are left behind, so that no
 * dose is counted twice and nothing claims to be acquired.
 */
const COPIED = [
  'InstanceNumber', 'SliceLocation', 'PatientPosition', 'PatientOrientation', 'BodyPartExamined', 'Laterality',
  'WindowCenter', 'WindowWidth', 'WindowCenterWidthExplanation', 'VOILUTFunction', 'RescaleType', 'PhotometricInterpretation',
  'AcquisitionNumber', 'AcquisitionDate', 'AcquisitionTime', 'KVP', 'ConvolutionKernel', 'ReconstructionDiameter',
  'GantryDetectorTilt', 'ContrastBolusAgent', 'ContrastBolusAgentSequence', 'ContrastBolusRoute', 'ProtocolName',
] as const;

/** Everything a derived series is made from. The same request gives the same bytes. */
export interface DerivedSeriesRequest {
  readonly source: SeriesVolume;
  /** On the source's grid. Where its HU equal the source's, the stored values are the source's, bit for bit. */
  readonly volume: HuVolume;
  readonly seriesDescription: string;
  readonly jobKey: string;
  /** Tells several series of one job apart; part of their UIDs. Default `series`. */
  readonly role?: string;
  readonly createdAt: Date;
  readonly seriesNumber?: number;
  readonly synthetic: SyntheticMark;
}

export interface DerivedInstance {
  readonly sopInstanceUid: string;
  readonly bytes: Uint8Array;
}

export interface DerivedSeries {
  readonly seriesInstanceUid: string;
  /** One instance a slice, encoded only as the caller steps on. */
  instances(): Generator<DerivedInstance>;
  /** The new series as a source that a segmentation can refer to. */
  readonly source: Pick<SeriesVolume, 'slices' | 'header' | 'warnings'>;
  readonly warnings: readonly Warning[];
}

/**
 * A changed volume as a new CT series of the same study and frame of reference (PS3.3 A.3), every mark of a synthetic series set.
 * One CT Image Storage instance a slice, also where the source is multi-frame. Throws RangeError when the grids differ.
 */
export function volumeToSeries(request: DerivedSeriesRequest): DerivedSeries {
  const { source, volume, jobKey, role = 'series' } = request;
  if (volume.voxels.length !== source.volume.voxels.length) throw new RangeError('The volume is not on the grid of its source series.');
  const seriesInstanceUid = derivedUid(jobKey, role, 'series');
  const uids = source.slices.map((_, k) => derivedUid(jobKey, role, 'instance', k));
  const { layout, warnings } = derivedLayout(request);
  return {
    seriesInstanceUid,
    *instances() {
      for (const [k, sopInstanceUid] of uids.entries()) yield { sopInstanceUid, bytes: encodeSlice(request, { k, sopInstanceUid, seriesInstanceUid, layout }) };
    },
    source: asSource(request, seriesInstanceUid, uids),
    warnings,
  };
}

function derivedLayout({ source, volume }: DerivedSeriesRequest): { layout: PixelLayout; warnings: Warning[] } {
  const { dataset } = source.header;
  const own: PixelLayout = { bitsStored: dataset.number('00280101') ?? 16, signed: dataset.number('00280103') === 1 };
  const range = changedRange({ before: source.volume, after: volume }, source.slices);
  if (range === undefined) return { layout: own, warnings: [] };
  const layout = chooseLayout(own, range);
  const [low, high] = layoutRange(layout);
  const clipped = range[0] < low || range[1] > high;
  return { layout, warnings: clipped ? [warning('pixels/clipped')] : [] };
}

interface SlicePlan {
  readonly k: number;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly layout: PixelLayout;
}

function encodeSlice(request: DerivedSeriesRequest, plan: SlicePlan): Uint8Array {
  const slice = request.source.slices[plan.k] as SliceSource;
  const stored = storedSlice({ before: request.source.volume, after: request.volume }, slice, plan.k);
  const attributes: Attributes = {
    ...patientAndStudy(slice.dataset),
    ...seriesAttributes(request, plan.seriesInstanceUid),
    ...copyAttributes(slice.dataset, COPIED),
    ...planeAttributes(request.source, slice),
    ...(slice.frameNumber === undefined ? {} : { InstanceNumber: plan.k + 1 }),
    SOPClassUID: SOP_CLASS.ct,
    SOPInstanceUID: plan.sopInstanceUid,
    SourceImageSequence: [sourceImage(slice)],
    ...lossyHistory(slice.dataset, request.source.header.lossy),
    ...pixelAttributes(request.volume, slice, plan.layout),
    PixelData: { vr: 'OW', value: packStored(stored, plan.layout) },
  };
  return encodePart10(markSynthetic(attributes, request.synthetic));
}

function seriesAttributes({ source: { header }, seriesDescription, seriesNumber = DEFAULT_SERIES_NUMBER, createdAt }: DerivedSeriesRequest, seriesUid: string): Attributes {
  return {
    ...resultSeries(header, { modality: 'CT', seriesUid, seriesNumber, seriesDescription, createdAt }),
    ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
    PatientPosition: '',
    ...(header.dataset.text('00180015') === undefined ? { Laterality: '' } : {}),
    KVP: '',
    AcquisitionNumber: '',
    ContributingEquipmentSequence: scannerContribution(header.dataset),
  };
}

function planeAttributes({ header, volume }: SeriesVolume, slice: SliceSource): Attributes {
  return {
    ImagePositionPatient: slice.imagePositionText,
    ImageOrientationPatient: header.imageOrientationText,
    PixelSpacing: header.pixelSpacingText,
    SliceThickness: header.sliceThicknessText ?? volume.geometry.spacingMm[2],
  };
}

const sourceImage = (slice: SliceSource): Attributes => ({
  ReferencedSOPClassUID: slice.sopClassUid,
  ReferencedSOPInstanceUID: slice.sopInstanceUid,
  ...(slice.frameNumber === undefined ? {} : { ReferencedFrameNumber: slice.frameNumber }),
  PurposeOfReferenceCodeSequence: [codeItem(DCM.sourceImageForProcessing)],
  SpatialLocationsPreserved: 'YES',
});

function pixelAttributes({ geometry }: HuVolume, { dataset, rescale }: SliceSource, { bitsStored, signed }: PixelLayout): Attributes {
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: dataset.text('00280004') ?? 'MONOCHROME2',
    Rows: geometry.dimensions[1],
    Columns: geometry.dimensions[0],
    BitsAllocated: 16,
    BitsStored: bitsStored,
    HighBit: bitsStored - 1,
    PixelRepresentation: signed ? 1 : 0,
    ...padding(dataset, signed),
    RescaleSlope: dataset.text('00281053') ?? rescale.slope,
    RescaleIntercept: dataset.text('00281052') ?? rescale.intercept,
    RescaleType: dataset.text('00281054') ?? 'HU',
  };
}

/** Padding keeps its stored value; its representation follows the sign of the pixels (PS3.3 C.7.5.1.1.2). */
function padding(dataset: Dataset, signed: boolean): Attributes {
  const typed = (value: number | undefined) => {
    if (value === undefined) return undefined;
    return signed ? { vr: 'SS' as const, value: (value << 16) >> 16 } : { vr: 'US' as const, value: value & 0xffff };
  };
  return { PixelPaddingValue: typed(dataset.number('00280120')), PixelPaddingRangeLimit: typed(dataset.number('00280121')) };
}

function asSource({ source: { slices, header, warnings } }: DerivedSeriesRequest, seriesInstanceUid: string, uids: readonly string[]): DerivedSeries['source'] {
  const instances = uids.map(sopInstanceUid => ({ sopInstanceUid, sopClassUid: SOP_CLASS.ct }));
  return {
    slices: slices.map(({ instanceNumber, imagePositionText, rescale, dataset }, k) => ({
      ...(instances[k] as { sopInstanceUid: string; sopClassUid: string }),
      instanceNumber,
      imagePositionText,
      rescale,
      dataset,
    })),
    header: { ...header, seriesInstanceUid, synthetic: true, instances },
    warnings,
  };
}
