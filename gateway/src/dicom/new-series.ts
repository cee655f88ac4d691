import { ijkToLps } from '../volume/geometry.ts';
import type { HuVolume } from '../volume/volume.ts';
import type { Attributes } from './attributes.ts';
import { codeItem, DCM } from './codes.ts';
import { encodePart10 } from './encode.ts';
import { SOFTWARE } from './software.ts';
import { SOP_CLASS } from './sop-class.ts';
import { cleanText } from './text.ts';
import { derivedUid } from './uids.ts';

export interface NewSeriesOptions {
  /** Same key, same UIDs. */
  readonly key: string;
  readonly patientId: string;
  /** Component groups separated by ^ (PS3.5 6.2.1). */
  readonly patientName: string;
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly seriesNumber?: number;
  /** DA and TM of study, series and content. */
  readonly date: string;
  readonly time: string;
  /** Defined term of Body Part Examined (PS3.16 annex L), for example ABDOMEN. */
  readonly bodyPart?: string;
  /** Made artificially: written as SyntheticData YES. A volume read from a scanner's file is not. */
  readonly synthetic: boolean;
}

export interface NewInstance {
  readonly sopInstanceUid: string;
  readonly bytes: Uint8Array;
}

/** Stored value = HU + 1024, so that air and bone fit unsigned 16 bit. */
const RESCALE_INTERCEPT = -1024;
const LARGEST_STORED = 65_535;

/**
 * A CT series (PS3.3 A.3) made from a volume that has no DICOM source, for example a phantom or a NIfTI file: a new study with one
 * series, one instance a slice in ascending k. HU are rounded and kept within -1024..64511; oblique and sheared grids keep their places.
 */
export function* newCtSeries(volume: HuVolume, options: NewSeriesOptions): Generator<NewInstance> {
  const shared = sharedAttributes(volume, options);
  for (let k = 0; k < volume.geometry.dimensions[2]; k++) {
    const sopInstanceUid = derivedUid(options.key, 'instance', k);
    const position = ijkToLps(volume.geometry, [0, 0, k]);
    const attributes: Attributes = {
      ...shared,
      SOPInstanceUID: sopInstanceUid,
      InstanceNumber: k + 1,
      ImagePositionPatient: position,
      PixelData: { vr: 'OW', value: storedSlice(volume, k) },
    };
    yield { sopInstanceUid, bytes: encodePart10(attributes) };
  }
}

/** UIDs that newCtSeries gives study and series. */
export const newSeriesUids = (key: string) => ({
  studyUid: derivedUid(key, 'study'),
  seriesUid: derivedUid(key, 'series'),
  frameOfReferenceUid: derivedUid(key, 'frame-of-reference'),
});

function sharedAttributes(volume: HuVolume, options: NewSeriesOptions): Attributes {
  return { ...patientAndStudy(options), ...seriesAndEquipment(options), ...imagePlane(volume), ...PIXELS };
}

function patientAndStudy({ key, patientId, patientName, studyDescription, date, time }: NewSeriesOptions): Attributes {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    PatientName: patientName, PatientID: patientId, PatientBirthDate: '', PatientSex: '',
    StudyInstanceUID: newSeriesUids(key).studyUid, StudyDate: date, StudyTime: time, StudyID: '1', AccessionNumber: '', ReferringPhysicianName: '',
    StudyDescription: cleanText(studyDescription, 'LO'),
  };
}

function seriesAndEquipment({ key, seriesDescription, seriesNumber = 1, bodyPart, date, time, synthetic }: NewSeriesOptions): Attributes {
  const { seriesUid, frameOfReferenceUid } = newSeriesUids(key);
  return {
    SOPClassUID: SOP_CLASS.ct,
    ...(synthetic ? { SyntheticData: 'YES' } : {}),
    // A converted file keeps the scanner's pixel values; only what was computed is derived (PS3.3 C.7.6.1.1.2).
    ImageType: [synthetic ? 'DERIVED' : 'ORIGINAL', 'PRIMARY', 'AXIAL'],
    Modality: 'CT', SeriesInstanceUID: seriesUid, SeriesNumber: seriesNumber, SeriesDate: date, SeriesTime: time,
    SeriesDescription: cleanText(seriesDescription, 'LO'),
    ...(bodyPart ? { BodyPartExamined: bodyPart } : { Laterality: '' }),
    ContentDate: date, ContentTime: time, AcquisitionNumber: 1, KVP: '', PatientPosition: 'HFS',
    FrameOfReferenceUID: frameOfReferenceUid, PositionReferenceIndicator: '',
    Manufacturer: SOFTWARE.manufacturer, ManufacturerModelName: SOFTWARE.modelName, SoftwareVersions: SOFTWARE.version,
    ...(synthetic ? { ContributingEquipmentSequence: [synthesizer(date, time)] } : {}),
  };
}

const synthesizer = (date: string, time: string): Attributes => ({
  PurposeOfReferenceCodeSequence: [codeItem(DCM.synthesizingEquipment)],
  Manufacturer: SOFTWARE.manufacturer, ManufacturerModelName: SOFTWARE.modelName, SoftwareVersions: SOFTWARE.version,
  ContributionDateTime: `${date}${time}`,
});

function imagePlane({ geometry: { dimensions, spacingMm, direction } }: HuVolume): Attributes {
  return {
    Rows: dimensions[1], Columns: dimensions[0],
    PixelSpacing: [spacingMm[1], spacingMm[0]],
    SliceThickness: spacingMm[2], SpacingBetweenSlices: spacingMm[2],
    ImageOrientationPatient: direction.slice(0, 6),
    WindowCenter: 60, WindowWidth: 400,
  };
}

const PIXELS: Attributes = {
  SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 0,
  RescaleSlope: 1, RescaleIntercept: RESCALE_INTERCEPT, RescaleType: 'HU', BurnedInAnnotation: 'NO',
};

function storedSlice({ geometry: { dimensions }, voxels }: HuVolume, k: number): Uint8Array {
  const count = dimensions[0] * dimensions[1];
  const stored = new Uint16Array(count);
  for (let index = 0; index < count; index++) {
    const value = Math.round(voxels[k * count + index] as number) - RESCALE_INTERCEPT;
    stored[index] = Math.min(LARGEST_STORED, Math.max(0, value));
  }
  return new Uint8Array(stored.buffer);
}
