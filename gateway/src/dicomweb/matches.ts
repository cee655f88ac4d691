import { jsonNumber, jsonText, jsonTexts, TAG, type DicomJson } from './dicom-json.ts';

/** Answers of the three searches: what the gateway uses, and all attributes that came. */
export interface StudyMatch {
  readonly studyUid: string;
  readonly description?: string;
  readonly modalities: readonly string[];
  /** As the archive counts them; not every archive does. */
  readonly instanceCount?: number;
  readonly attributes: DicomJson;
}

export interface SeriesMatch {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly modality?: string;
  readonly description?: string;
  readonly seriesNumber?: number;
  readonly instanceCount?: number;
  readonly attributes: DicomJson;
}

export interface InstanceMatch {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid?: string;
  readonly instanceNumber?: number;
  readonly attributes: DicomJson;
}

export const toStudyMatch = (attributes: DicomJson): StudyMatch => ({
  studyUid: jsonText(attributes, TAG.studyUid) as string,
  modalities: jsonTexts(attributes, '00080061'),
  ...known({ description: jsonText(attributes, TAG.studyDescription), instanceCount: jsonNumber(attributes, TAG.studyInstanceCount) }),
  attributes,
});

export const toSeriesMatch = (studyUid: string) => (attributes: DicomJson): SeriesMatch => ({
  studyUid,
  seriesUid: jsonText(attributes, TAG.seriesUid) as string,
  ...known({
    modality: jsonText(attributes, TAG.modality),
    description: jsonText(attributes, TAG.seriesDescription),
    seriesNumber: jsonNumber(attributes, TAG.seriesNumber),
    instanceCount: jsonNumber(attributes, TAG.seriesInstanceCount),
  }),
  attributes,
});

export const toInstanceMatch = (studyUid: string, seriesUid: string) => (attributes: DicomJson): InstanceMatch => ({
  studyUid,
  seriesUid,
  sopInstanceUid: jsonText(attributes, TAG.sopInstanceUid) as string,
  ...known({ sopClassUid: jsonText(attributes, TAG.sopClassUid), instanceNumber: jsonNumber(attributes, TAG.instanceNumber) }),
  attributes,
});

/** Without the entries that are undefined. */
function known<T extends Record<string, unknown>>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
