/** One attribute of the DICOM JSON model (PS3.18 F.2). */
export interface JsonAttribute {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
  readonly InlineBinary?: string;
}

/** A data set of the DICOM JSON model: attributes by eight upper-case hex digits. */
export type DicomJson = Readonly<Record<string, JsonAttribute | undefined>>;

/** The tags this folder reads from answers. */
export const TAG = {
  specificCharacterSet: '00080005',
  sopClassUid: '00080016',
  sopInstanceUid: '00080018',
  modality: '00080060',
  studyDescription: '00081030',
  seriesDescription: '0008103E',
  failureReason: '00081197',
  failedSops: '00081198',
  referencedSops: '00081199',
  referencedSopInstanceUid: '00081155',
  warningReason: '00081196',
  studyUid: '0020000D',
  seriesUid: '0020000E',
  seriesNumber: '00200011',
  instanceNumber: '00200013',
  studySeriesCount: '00201206',
  studyInstanceCount: '00201208',
  seriesInstanceCount: '00201209',
} as const;

/** First value as trimmed text; person names give their alphabetic form. Undefined when absent or empty. */
export function jsonText(dataset: DicomJson, tag: string): string | undefined {
  return jsonTexts(dataset, tag)[0];
}

/** All values as trimmed text, empty ones left out. */
export function jsonTexts(dataset: DicomJson, tag: string): string[] {
  return (dataset[tag]?.Value ?? []).map(textOf).filter(text => text !== '');
}

/** First value as a number; some peers write numbers as text. */
export function jsonNumber(dataset: DicomJson, tag: string): number | undefined {
  const text = jsonText(dataset, tag);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Items of a sequence. */
export function jsonItems(dataset: DicomJson, tag: string): readonly DicomJson[] {
  return (dataset[tag]?.Value ?? []).filter(isDataset);
}

export const isDataset = (value: unknown): value is DicomJson => typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  const alphabetic = isDataset(value) ? (value as { Alphabetic?: unknown }).Alphabetic : undefined;
  return typeof alphabetic === 'string' ? alphabetic.trim() : '';
}
