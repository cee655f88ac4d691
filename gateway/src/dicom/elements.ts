import dicomParser, { type ByteArrayParser, type ByteStream, type Element } from 'dicom-parser';

/** Limits on what a file may make us build (PS3.5 has none). */
const MAX_ELEMENTS = 200_000;
const MAX_DEPTH = 32;

export type Elements = Readonly<Record<string, Element>>;

export interface ElementEncoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

/** Elements of one data set, and where reading ended. */
export interface ElementTable {
  readonly elements: Elements;
  /** Offset of the first element that `stop` named, or the end of the bytes. */
  readonly end: number;
}

/**
 * Reads data elements from `bytes` at `start` until the end or the first tag for which `stop` is true (that element is not read).
 * Throws an Error that says what is wrong when the bytes end early, nest too deeply or hold too many elements.
 */
export function readElements(
  bytes: Uint8Array,
  start: number,
  options: ElementEncoding & { readonly stop: (tag: string) => boolean },
): ElementTable {
  const stream = new dicomParser.ByteStream(countingParser(options.bigEndian), bytes, start);
  const elements: Record<string, Element> = {};
  while (stream.position < bytes.length) {
    const at = stream.position;
    if (bytes.length - at < 8) {
      if (bytes.subarray(at).every(byte => byte === 0)) break;
      throw new Error('bytes end inside an element header');
    }
    const tag = dicomParser.readTag(stream);
    stream.seek(-4);
    if (options.stop(tag)) return { elements: settled(elements), end: at };
    const element = readElement(stream, options.explicit);
    if (stream.position > bytes.length) throw new Error(`element ${tag.slice(1)} is longer than the file`);
    elements[tag] = element;
  }
  return { elements: settled(elements), end: bytes.length };
}

/** dicom-parser does not know the 64-bit representations, whose length field has four bytes (PS3.5 7.1.2). */
function readElement(stream: ByteStream, explicit: boolean): Element {
  if (!explicit) return dicomParser.readDicomElementImplicit(stream);
  const vr = String.fromCharCode(stream.byteArray[stream.position + 4] ?? 0, stream.byteArray[stream.position + 5] ?? 0);
  if (vr !== 'OV' && vr !== 'SV' && vr !== 'UV') return dicomParser.readDicomElementExplicit(stream);
  const tag = dicomParser.readTag(stream);
  stream.seek(4);
  const length = stream.readUint32();
  const element = { tag, vr, length, dataOffset: stream.position };
  stream.seek(length);
  return element;
}

/** A byte reader that gives up once it has read more element headers than any honest file holds. */
function countingParser(bigEndian: boolean): ByteArrayParser {
  const parser = bigEndian ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;
  let reads = 0;
  return {
    ...parser,
    readUint16(bytes, position) {
      if (++reads > 3 * MAX_ELEMENTS) throw new Error(`more than ${MAX_ELEMENTS} elements`);
      return parser.readUint16(bytes, position);
    },
  };
}

/** Checks the nesting and lets go of the parser's references to the file, so that a kept header does not keep the pixels. */
function settled(elements: Elements): Elements {
  for (const element of Object.values(elements)) settle(element, 1);
  return elements;
}

const NO_BYTES = new Uint8Array(0);

function settle(element: Element, depth: number): void {
  if (!element.items) return;
  if (depth > MAX_DEPTH) throw new Error(`sequences nested deeper than ${MAX_DEPTH}`);
  for (const { dataSet } of element.items) {
    if (!dataSet) continue;
    dataSet.byteArray = NO_BYTES;
    for (const inner of Object.values(dataSet.elements)) settle(inner, depth + 1);
  }
}
