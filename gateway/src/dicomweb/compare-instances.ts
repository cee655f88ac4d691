import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import { readPart10Head } from './part10-head.ts';

/** How far two files are the same object. `tags` are paths of elements that differ, e.g. `00280030` or `52009229[0].00289110`. */
export interface Comparison {
  /** identical: the same bytes after the file meta information. equal: the same elements. coerced: only elements an archive may change differ. */
  readonly level: 'identical' | 'equal' | 'coerced' | 'different';
  readonly tags: readonly string[];
}

const MAX_BYTES = 2 ** 31 - 1;
const ROOM_FOR_ADDITIONS_BYTES = 16 * 1024 * 1024;
const DEFLATED = '1.2.840.10008.1.2.1.99';

/**
 * What an archive may change on intake (PS3.18 10.5.1.1.1, coercion), beside adding attributes: character set, demographics but the
 * Patient ID, order and institution. Never UIDs, geometry, pixels, codes or the marks of synthetic data.
 */
const COERCIBLE = new Set([
  '00080005', '00080050', '00080051', '00080080', '00080081', '00080090', '00080201', '00081030', '00081040',
  '00100010', '00100021', '00100030', '00100032', '00100040', '00101010', '00101020', '00101030', '00200010', '04000561',
]);
/** Groups in which an added attribute would change what the object means. */
const NOTHING_ADDED_IN = /^(0020|0028|0062|5200|7FE0)/;

/** Compares a file that was sent with the one read back. Never throws: what cannot be parsed is different. */
export function compareInstances(sent: Uint8Array, got: Uint8Array): Comparison {
  const [a, b] = [readPart10Head(sent), readPart10Head(got)];
  if (a === undefined || b === undefined) return { level: 'different', tags: ['00020000'] };
  const sameSyntax = a.transferSyntaxUid === b.transferSyntaxUid;
  if (sameSyntax && Buffer.compare(sent.subarray(a.datasetOffset), got.subarray(b.datasetOffset)) === 0) return { level: 'identical', tags: [] };
  const before = elementsOf(sent, a.transferSyntaxUid, MAX_BYTES);
  const after = elementsOf(got, b.transferSyntaxUid, Math.max(sent.length, totalBytes(before)) + ROOM_FOR_ADDITIONS_BYTES);
  if (before === undefined || after === undefined) return { level: 'different', tags: ['00020010'] };
  return judge(differences(before, after), before);
}

function judge(tags: readonly string[], before: ReadonlyMap<string, Buffer>): Comparison {
  if (tags.length === 0) return { level: 'equal', tags };
  const coerced = tags.every(path => COERCIBLE.has(path.slice(0, 8)) || (!hasElement(before, path.slice(0, 8)) && !NOTHING_ADDED_IN.test(path)));
  return { level: coerced ? 'coerced' : 'different', tags };
}

const hasElement = (elements: ReadonlyMap<string, Buffer>, tag: string): boolean => [...elements.keys()].some(path => path.startsWith(tag));

function differences(before: ReadonlyMap<string, Buffer>, after: ReadonlyMap<string, Buffer>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter(path => {
    const [a, b] = [before.get(path), after.get(path)];
    return a === undefined || b === undefined || Buffer.compare(a, b) !== 0;
  });
}

/** Every element by its path, sequences opened, padding removed. Undefined when the file cannot be parsed. */
function elementsOf(bytes: Uint8Array, transferSyntaxUid: string, maxInflatedBytes: number): Map<string, Buffer> | undefined {
  try {
    const parsed = dicomParser.parseDicom(bytes, transferSyntaxUid === DEFLATED ? { inflater: inflaterUpTo(maxInflatedBytes) } : {});
    const elements = new Map<string, Buffer>();
    collect(parsed, '', elements);
    return elements;
  } catch {
    return undefined;
  }
}

function collect(dataset: dicomParser.DataSet, prefix: string, into: Map<string, Buffer>): void {
  for (const [key, element] of Object.entries(dataset.elements)) {
    const tag = key.slice(1).toUpperCase();
    if (tag.startsWith('0002') || tag.endsWith('0000') || tag === 'FFFCFFFC') continue;
    const path = `${prefix}${tag}`;
    if (element.items === undefined) {
      into.set(path, valueOf(dataset, element, tag));
      continue;
    }
    into.set(path, Buffer.from(String(element.items.length)));
    element.items.forEach((item, index) => item.dataSet && collect(item.dataSet, `${path}[${index}].`, into));
  }
}

/** Values are padded to even length with a blank or NUL (PS3.5 6.2); pixels are taken as they are. */
function valueOf(dataset: dicomParser.DataSet, element: dicomParser.Element, tag: string): Buffer {
  const whole = dataset.byteArray;
  const value = Buffer.from(whole.buffer, whole.byteOffset + element.dataOffset, element.length);
  if (tag === '7FE00010') return value;
  let end = value.length;
  while (end > 0 && (value[end - 1] === 0x20 || value[end - 1] === 0)) end--;
  return value.subarray(0, end);
}

/** dicom-parser's hook; it reads what this returns from its beginning. A data set that inflates beyond the limit is not read. */
const inflaterUpTo = (maxOutputLength: number) => (bytes: Uint8Array, position: number): Uint8Array =>
  inflateRawSync(bytes.subarray(position), { maxOutputLength });

const totalBytes = (elements: ReadonlyMap<string, Buffer> | undefined): number => [...(elements?.values() ?? [])].reduce((sum, value) => sum + value.length, 0);
