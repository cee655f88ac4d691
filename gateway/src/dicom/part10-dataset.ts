import dicomParser, { type ByteArrayParser, type Element } from 'dicom-parser';
import { textDecoderFor, type TextDecode } from './character-sets.ts';
import type { Dataset } from './dataset.ts';
import { vrOfTag } from './dictionary.ts';
import type { ElementEncoding, Elements } from './elements.ts';

/** Representations whose text is in the Specific Character Set; the others are ASCII. */
const CHARACTER_SET_VRS = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT', 'UN']);
/** Text of one value, in which a backslash is an ordinary character. */
const SINGLE_TEXT_VRS = new Set(['LT', 'ST', 'UT', 'UR']);
const BINARY_WIDTH: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4 };
const ascii: TextDecode = textDecoderFor([]);

/** A number as DS and IS write it: blanks around, leading zeros, an exponent. NaN when it is none (PS3.5 6.2). */
export function parseDecimal(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Attributes of a Part 10 data set or of one of its sequence items. Holds on to `bytes`: pass a copy of the header. */
export class Part10Dataset implements Dataset {
  readonly #bytes: Uint8Array;
  readonly #elements: Elements;
  readonly #encoding: ElementEncoding;
  readonly #parser: ByteArrayParser;
  readonly #decode: TextDecode;

  constructor(bytes: Uint8Array, elements: Elements, context: { encoding: ElementEncoding; decode?: TextDecode }) {
    this.#bytes = bytes;
    this.#elements = elements;
    this.#encoding = context.encoding;
    this.#parser = context.encoding.bigEndian ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;
    this.#decode = context.decode ?? ascii;
    const characterSets = this.texts('00080005');
    if (characterSets.length > 0) this.#decode = textDecoderFor(characterSets);
  }

  get tags(): readonly string[] {
    return Object.keys(this.#elements).map(tag => tag.slice(1).toUpperCase()).filter(tag => !tag.startsWith('FFFE')).sort();
  }

  has(tag: string): boolean {
    return this.#element(tag) !== undefined;
  }

  vr(tag: string): string | undefined {
    const element = this.#element(tag);
    if (!element) return undefined;
    if (element.vr && element.vr !== 'UN') return element.vr;
    if (tag === '00280120' || tag === '00280121') return this.number('00280103') === 1 ? 'SS' : 'US';
    return vrOfTag(tag) ?? (element.items ? 'SQ' : 'UN');
  }

  text(tag: string): string | undefined {
    const bytes = this.bytes(tag);
    if (!bytes || bytes.length === 0) return undefined;
    const vr = this.vr(tag) as string;
    if (vr in BINARY_WIDTH) return this.numbers(tag).join('\\');
    const text = (CHARACTER_SET_VRS.has(vr) ? this.#decode : ascii)(bytes).replace(/[\0 ]+$/, '');
    const trimmed = SINGLE_TEXT_VRS.has(vr) ? text : text.split('\\').map(value => value.trim()).join('\\');
    return trimmed === '' ? undefined : trimmed;
  }

  texts(tag: string): readonly string[] {
    const text = this.text(tag);
    if (text === undefined) return [];
    return SINGLE_TEXT_VRS.has(this.vr(tag) as string) ? [text] : text.split('\\');
  }

  number(tag: string): number | undefined {
    const value = this.numbers(tag)[0];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }

  numbers(tag: string): readonly number[] {
    const element = this.#element(tag);
    if (!element) return [];
    const vr = this.vr(tag) as string;
    const width = BINARY_WIDTH[vr];
    if (width === undefined) return this.texts(tag).map(parseDecimal);
    const count = Math.floor(Math.min(element.length, this.#bytes.length - element.dataOffset) / width);
    return Array.from({ length: count }, (_, index) => this.#binary(vr, element.dataOffset + index * width));
  }

  items(tag: string): readonly Dataset[] {
    const element = this.#element(tag);
    if (!element) return [];
    const parsed = element.items ? { items: element.items, encoding: this.#encoding } : this.#unknownSequence(element);
    return parsed.items.flatMap(({ dataSet }) =>
      dataSet ? [new Part10Dataset(this.#bytes, dataSet.elements, { encoding: parsed.encoding, decode: this.#decode })] : [],
    );
  }

  bytes(tag: string): Uint8Array | undefined {
    const element = this.#element(tag);
    return element && this.#bytes.subarray(element.dataOffset, element.dataOffset + element.length);
  }

  #element(tag: string): Element | undefined {
    const name = `x${tag.toLowerCase()}`;
    return Object.hasOwn(this.#elements, name) ? this.#elements[name] : undefined;
  }

  #binary(vr: string, at: number): number {
    const [p, bytes] = [this.#parser, this.#bytes];
    if (vr === 'US') return p.readUint16(bytes, at);
    if (vr === 'SS') return p.readInt16(bytes, at);
    if (vr === 'UL' || vr === 'AT') return p.readUint32(bytes, at);
    if (vr === 'SL') return p.readInt32(bytes, at);
    return vr === 'FL' ? p.readFloat(bytes, at) : p.readDouble(bytes, at);
  }

  /** A sequence that a gateway wrote as UN: its content is implicit little endian whatever surrounds it (PS3.5 6.2.2). */
  #unknownSequence(element: Element): { items: readonly Element[]; encoding: ElementEncoding } {
    const encoding = { explicit: false, bigEndian: false };
    const startsItem = element.vr === 'UN' && element.length >= 8 && dicomParser.littleEndianByteArrayParser.readUint16(this.#bytes, element.dataOffset) === 0xfffe;
    if (!startsItem) return { items: [], encoding };
    const copy: Element = { ...element };
    try {
      const stream = new dicomParser.ByteStream(dicomParser.littleEndianByteArrayParser, this.#bytes.subarray(0, element.dataOffset + element.length), element.dataOffset);
      dicomParser.readSequenceItemsImplicit(stream, copy);
    } catch {
      return { items: [], encoding };
    }
    return { items: copy.items ?? [], encoding };
  }
}
