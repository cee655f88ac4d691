import { encodePart10 } from '../../gateway/src/dicom/encode.ts';
import type { Attributes } from '../../gateway/src/dicom/attributes.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import type { DicomInstance } from '../../gateway/src/dicom/series.ts';
import { ijkToLps, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import type { Volume } from '../../gateway/src/volume/volume.ts';

/** A data set that a test may damage before it is encoded. */
export type EditableAttributes = Record<string, Attributes[string]>;

export interface CtSlicesOptions {
  readonly count?: number;
  readonly columns?: number;
  readonly rows?: number;
  /** Position of the first voxel of slice 0, mm. */
  readonly originLps?: Vec3;
  /** Image Orientation (Patient). */
  readonly orientation?: readonly [number, number, number, number, number, number];
  /** From slice to slice, mm. Default 2.5 along the normal. */
  readonly stepLps?: Vec3;
  /** Distance of rows, distance of columns, mm. */
  readonly pixelSpacingMm?: readonly [number, number];
  /** Own offset of a slice, mm, added to its position on the even grid. */
  readonly offsetLps?: (slice: number) => Vec3;
  readonly slope?: number;
  readonly intercept?: number;
  /** Added to every HU: tells one phase from another. */
  readonly shiftHu?: number;
  readonly signed?: boolean;
  readonly seriesUid?: string;
}

/** HU that says where it is: a linear field without symmetry, so that no flip, swap or shift goes unseen. */
export const fieldAt = ([x, y, z]: Vec3): number => 2 * x + 3 * y + 5 * z;

export const cross = ([a, b, c]: Vec3, [d, e, f]: Vec3): Vec3 => [b * f - c * e, c * d - a * f, a * e - b * d];

/** Slices of one CT series as data sets, in ascending position and instance number. */
export function ctSlices(options: CtSlicesOptions = {}): EditableAttributes[] {
  const { count = 12 } = options;
  return Array.from({ length: count }, (_, slice) => ctSlice(options, slice));
}

function ctSlice(options: CtSlicesOptions, slice: number): EditableAttributes {
  const { columns = 9, rows = 7, originLps = [-11, -23, 31], orientation = [1, 0, 0, 0, 1, 0], pixelSpacingMm = [0.9, 0.7] } = options;
  const { slope = 1, intercept = -1024, shiftHu = 0, signed = true, seriesUid = '2.25.5001.7', offsetLps = () => [0, 0, 0] } = options;
  const [rowAxis, columnAxis] = [orientation.slice(0, 3) as unknown as Vec3, orientation.slice(3) as unknown as Vec3];
  const step = options.stepLps ?? (cross(rowAxis, columnAxis).map(v => 2.5 * v) as unknown as Vec3);
  const own = offsetLps(slice);
  const position = originLps.map((v, axis) => v + slice * (step[axis] as number) + (own[axis] as number)) as unknown as Vec3;
  const stored = new Int16Array(rows * columns);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const lps = position.map((v, axis) => v + i * pixelSpacingMm[1] * (rowAxis[axis] as number) + j * pixelSpacingMm[0] * (columnAxis[axis] as number));
      stored[i + columns * j] = Math.round((Math.round(fieldAt(lps as unknown as Vec3)) + shiftHu - intercept) / slope);
    }
  return {
    SpecificCharacterSet: 'ISO_IR 192', SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: `${seriesUid}.${slice + 1}`, StudyInstanceUID: '2.25.5001', SeriesInstanceUID: seriesUid,
    FrameOfReferenceUID: '2.25.5001.9', ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], Modality: 'CT', PatientName: 'Phantom^Slices', PatientID: 'PHANTOM-2',
    PatientPosition: 'HFS', InstanceNumber: slice + 1, AcquisitionNumber: 1, SliceThickness: 5,
    ImagePositionPatient: position as unknown as number[], ImageOrientationPatient: orientation, PixelSpacing: pixelSpacingMm,
    SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: rows, Columns: columns, BitsAllocated: 16, BitsStored: 16, HighBit: 15,
    PixelRepresentation: signed ? 1 : 0, RescaleIntercept: intercept, RescaleSlope: slope, RescaleType: 'HU',
    PixelData: { vr: 'OW', value: new Uint8Array(stored.buffer) },
  };
}

/** Stored values of a slice, to be read and changed in place. */
export function storedOf(slice: EditableAttributes): Uint16Array {
  const { value } = slice['PixelData'] as { value: Uint8Array };
  return new Uint16Array(value.buffer, value.byteOffset, value.length / 2);
}

export const encodeSlice = (slice: EditableAttributes): Uint8Array => encodePart10(slice);

export const toInstances = (slices: readonly EditableAttributes[]): DicomInstance[] => slices.map(slice => readInstance(encodeSlice(slice)));

/** Largest difference between a voxel and the field at its place in the patient. */
export function worstErrorHu({ geometry, voxels }: Volume, shiftHu = 0): number {
  const [columns, rows, slices] = geometry.dimensions;
  let worst = 0;
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) worst = Math.max(worst, Math.abs((voxels[at++] as number) - shiftHu - fieldAt(ijkToLps(geometry, [i, j, k]))));
  return worst;
}

/** The same slices as one Enhanced CT object: what varies goes into per-frame groups. */
export function enhancedCt(slices: readonly EditableAttributes[], perFrame: (slice: EditableAttributes, index: number) => EditableAttributes = () => ({})): EditableAttributes {
  const [first] = slices as [EditableAttributes];
  const pixels = Buffer.concat(slices.map(slice => (slice['PixelData'] as { value: Uint8Array }).value));
  const { ImagePositionPatient, ImageOrientationPatient, PixelSpacing, SliceThickness, RescaleIntercept, RescaleSlope, RescaleType, ...common } = first;
  return {
    ...common,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
    ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
    NumberOfFrames: slices.length,
    SharedFunctionalGroupsSequence: [
      { PlaneOrientationSequence: [{ ImageOrientationPatient }], PixelMeasuresSequence: [{ PixelSpacing, SliceThickness }], PixelValueTransformationSequence: [{ RescaleIntercept, RescaleSlope, RescaleType }] },
    ],
    PerFrameFunctionalGroupsSequence: slices.map((slice, index) => ({ PlanePositionSequence: [{ ImagePositionPatient: slice['ImagePositionPatient'] ?? ImagePositionPatient }], ...perFrame(slice, index) })) as Attributes[],
    PixelData: { vr: 'OW', value: new Uint8Array(pixels) },
  };
}
