import { readElements } from './elements.ts';
import { Part10Dataset } from './part10-dataset.ts';
import { warning } from './warnings.ts';
import type { Warning } from './series.ts';

/** What stands before the data set of a file. */
export interface FileMeta {
  readonly transferSyntaxUid: string;
  readonly sopClassUid?: string;
  readonly sopInstanceUid?: string;
  /** Offset of the first element of the data set (still deflated where the syntax says so). */
  readonly dataSetStart: number;
  readonly warnings: readonly Warning[];
}

const PREAMBLE_BYTES = 128;
const EXPLICIT_LITTLE = { explicit: true, bigEndian: false } as const;

/** True for the prefix of PS3.10 7.1. */
export const hasDicomPrefix = (bytes: Uint8Array): boolean =>
  bytes.length >= PREAMBLE_BYTES + 4 && String.fromCharCode(...bytes.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + 4)) === 'DICM';

/**
 * Reads group 0002. A file without prefix, or one that names no transfer syntax, is taken as uncompressed in the encoding its
 * first element shows: the byte order in which the group number is small, explicit when two capitals follow the tag.
 * Throws an Error when even that gives nothing.
 */
export function readFileMeta(bytes: Uint8Array): FileMeta {
  const prefixed = hasDicomPrefix(bytes);
  const start = prefixed ? PREAMBLE_BYTES + 4 : 0;
  const { elements, end } = readElements(bytes, start, { ...EXPLICIT_LITTLE, stop: tag => !prefixed || !tag.startsWith('x0002') });
  const meta = new Part10Dataset(bytes, elements, { encoding: EXPLICIT_LITTLE });
  const named = meta.text('00020010');
  const uids = { ...optional('sopClassUid', meta.text('00020002')), ...optional('sopInstanceUid', meta.text('00020003')), dataSetStart: end };
  if (named) return { ...uids, transferSyntaxUid: named, warnings: [] };
  return { ...uids, transferSyntaxUid: shownSyntax(bytes, end), warnings: [warning(prefixed ? 'dicom/no-transfer-syntax' : 'dicom/no-meta-header')] };
}

const optional = <K extends string>(key: K, value: string | undefined) => (value === undefined ? {} : { [key]: value } as Record<K, string>);

function shownSyntax(bytes: Uint8Array, at: number): string {
  const [b0, b1, , , b4, b5] = bytes.subarray(at, at + 6);
  if (b0 === undefined || b1 === undefined || b4 === undefined || b5 === undefined) throw new Error('no data set');
  const capital = (byte: number) => byte >= 0x41 && byte <= 0x5a;
  const explicit = capital(b4) && capital(b5);
  if (b0 === 8 && b1 === 0) return explicit ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2';
  if (b0 === 0 && b1 === 8 && explicit) return '1.2.840.10008.1.2.2';
  throw new Error('no DICM prefix, and it does not begin with group 0008 either');
}
