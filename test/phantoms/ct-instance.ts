import { encodePart10 } from '../../gateway/src/dicom/encode.ts';

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

export interface CtInstanceOptions {
  readonly studyUid?: string;
  readonly seriesUid?: string;
  /** Default `<seriesUid>.<slice + 1>` */
  readonly sopInstanceUid?: string;
  readonly slice: number;
  readonly columns?: number;
  readonly rows?: number;
  /** Changes every pixel. */
  readonly offsetHu?: number;
  readonly attributes?: Readonly<Record<string, string | number | readonly (string | number)[]>>;
}

/** A CT file made for tests of transport, with the UIDs in it. */
export interface CtInstance {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly bytes: Uint8Array;
}

/** One classic CT slice in explicit little endian: pixels differ from slice to slice, do not compress well, and may hold any byte. */
export function ctInstance(options: CtInstanceOptions): CtInstance {
  const studyUid = options.studyUid ?? '2.25.4001';
  const seriesUid = options.seriesUid ?? `${studyUid}.7`;
  const sopInstanceUid = options.sopInstanceUid ?? `${seriesUid}.${options.slice + 1}`;
  const { columns = 64, rows = 48, slice, offsetHu = 0 } = options;
  const bytes = encodePart10({
    SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: sopInstanceUid, StudyInstanceUID: studyUid, SeriesInstanceUID: seriesUid, FrameOfReferenceUID: `${studyUid}.9`,
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], Modality: 'CT', StudyDate: '20240102', StudyTime: '101112', AccessionNumber: 'A1', StudyID: '1',
    PatientName: 'Phantom^Transport', PatientID: 'PHANTOM-1', PatientBirthDate: '', PatientSex: 'O', ReferringPhysicianName: '',
    StudyDescription: 'Transport', SeriesDescription: 'Slices', SeriesNumber: 7, InstanceNumber: slice + 1,
    ImagePositionPatient: [-100, -120, 2.5 * slice], ImageOrientationPatient: [1, 0, 0, 0, 1, 0], PixelSpacing: [0.8, 0.7], SliceThickness: 2.5,
    SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: rows, Columns: columns, BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 1,
    RescaleIntercept: 0, RescaleSlope: 1,
    PixelData: { vr: 'OW', value: pixels(columns * rows, slice, offsetHu) },
    ...options.attributes,
  });
  return { studyUid, seriesUid, sopInstanceUid, bytes };
}

/** `count` slices of one series. */
export const ctSeries = (count: number, options: Omit<CtInstanceOptions, 'slice'> = {}): CtInstance[] =>
  Array.from({ length: count }, (_, slice) => ctInstance({ ...options, slice }));

function pixels(count: number, slice: number, offsetHu: number): Uint8Array {
  const values = new Int16Array(count);
  let state = 0x9e3779b9 ^ slice;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = ((state >>> 19) - 1024 + offsetHu) | 0;
  }
  return new Uint8Array(values.buffer);
}
