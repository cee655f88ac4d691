import { data } from 'dcmjs';
import type { Vr } from './attributes.ts';

/** Group and element of an attribute in one number, and its representation. */
export interface Attribute {
  readonly tag: number;
  readonly vr: Vr;
}

/** Representations that PS3.6 lists as "OB or OW" and "US or SS"; the writer of such an attribute names the other one itself. */
const OPEN_VR: Readonly<Record<string, Vr>> = { ox: 'OW', xs: 'US' };

/** Attributes younger than some copies of the dictionary; they must be written with their true representation all the same. */
const YOUNG: Readonly<Record<string, Attribute>> = {
  SyntheticData: { tag: 0x0008001c, vr: 'CS' },
  SegmentsOverlap: { tag: 0x00620013, vr: 'CS' },
};

const known = new Map<string, Attribute>(Object.entries(YOUNG));

/** Tag and representation of a keyword. Throws RangeError for a keyword that PS3.6 does not have. */
export function attribute(keyword: string): Attribute {
  const found = known.get(keyword);
  if (found) return found;
  const entry = data.DicomMetaDictionary.nameMap[keyword];
  if (!entry) throw new RangeError(`No DICOM attribute has the keyword ${keyword}.`);
  const result = { tag: Number.parseInt(entry.tag.slice(1, 5) + entry.tag.slice(6, 10), 16), vr: OPEN_VR[entry.vr] ?? (entry.vr as Vr) };
  known.set(keyword, result);
  return result;
}

/** Tag of a keyword as eight capital hexadecimal digits. */
export const tagOf = (keyword: string): string => attribute(keyword).tag.toString(16).toUpperCase().padStart(8, '0');

/** Representation of a tag (eight hexadecimal digits) in PS3.6; undefined for private and unknown ones. */
export function vrOfTag(tag: string): Vr | undefined {
  if (tag.endsWith('0000')) return 'UL';
  const vr = data.DicomMetaDictionary.dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`]?.vr;
  return vr === undefined || vr === 'na' ? undefined : (OPEN_VR[vr] ?? (vr as Vr));
}
