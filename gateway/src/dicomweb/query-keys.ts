import { isUid } from './uid.ts';
import { jsonTexts, type DicomJson } from './dicom-json.ts';

/** How the values of a key are compared (PS3.4 C.2.2.2). */
type Matching = 'uid' | 'code' | 'text' | 'name' | 'date' | 'number';

/** What may be searched by. To add one, add a line. */
export const QUERY_KEYS = {
  StudyInstanceUID: { tag: '0020000D', matching: 'uid' },
  SeriesInstanceUID: { tag: '0020000E', matching: 'uid' },
  SOPInstanceUID: { tag: '00080018', matching: 'uid' },
  SOPClassUID: { tag: '00080016', matching: 'uid' },
  Modality: { tag: '00080060', matching: 'code' },
  ModalitiesInStudy: { tag: '00080061', matching: 'code' },
  StudyDate: { tag: '00080020', matching: 'date' },
  AccessionNumber: { tag: '00080050', matching: 'text' },
  PatientID: { tag: '00100020', matching: 'text' },
  PatientName: { tag: '00100010', matching: 'name' },
  StudyDescription: { tag: '00081030', matching: 'text' },
  SeriesDescription: { tag: '0008103E', matching: 'text' },
  SeriesNumber: { tag: '00200011', matching: 'number' },
} as const satisfies Record<string, { tag: string; matching: Matching }>;

export type QueryKey = keyof typeof QUERY_KEYS;
/** Values by key: `*` and `?` in texts, `YYYYMMDD-YYYYMMDD` (either end open) in dates, several UIDs joined by commas. */
export type Filter = Readonly<Partial<Record<QueryKey, string>>>;

/**
 * True when the answer really matches. Archives ignore keys they do not know and then return everything, so every answer is judged
 * again here; an answer without the attribute does not match.
 */
export function matches(attributes: DicomJson, filter: Filter): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    const { tag, matching } = QUERY_KEYS[key as QueryKey];
    return jsonTexts(attributes, tag).some(value => COMPARE[matching](value, wanted));
  });
}

const COMPARE: Readonly<Record<Matching, (value: string, wanted: string) => boolean>> = {
  uid: (value, wanted) => wanted.split(/[,\\]/).includes(value),
  code: (value, wanted) => wanted.split(/[,\\]/).includes(value),
  text: (value, wanted) => wildcard(wanted, '').test(value),
  name: (value, wanted) => wildcard(wanted, 'i').test(value),
  date: inRange,
  number: (value, wanted) => Number(value) === Number(wanted),
};

const wildcard = (wanted: string, flags: string) =>
  new RegExp(`^${wanted.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`, `${flags}u`);

function inRange(value: string, wanted: string): boolean {
  const dash = wanted.indexOf('-');
  if (dash < 0) return value === wanted;
  const from = wanted.slice(0, dash);
  const to = wanted.slice(dash + 1);
  return (from === '' || value >= from) && (to === '' || value <= to);
}

/** Undefined when fine; else what is wrong with the value. */
export function filterFault(key: string, value: string): string | undefined {
  if (!Object.hasOwn(QUERY_KEYS, key)) return `${key} is not a query key`;
  const { matching } = QUERY_KEYS[key as QueryKey];
  if (value === '') return `${key} is empty`;
  if (matching === 'uid' && !value.split(/[,\\]/).every(isUid)) return `${key} is not a UID`;
  if (matching === 'date' && !/^(\d{8}|\d{8}-|-\d{8}|\d{8}-\d{8})$/.test(value)) return `${key} is not a date or range`;
  if (matching === 'number' && !/^-?\d{1,12}$/.test(value)) return `${key} is not a whole number`;
  return /[\p{Cc}]/u.test(value) || value.length > 256 ? `${key} is too long or has control characters` : undefined;
}
