import type { ByteWriter } from './byte-writer.ts';
import type { AttributeValue, Vr } from './attributes.ts';

/** Representations whose text follows Specific Character Set (PS3.5 6.1.2.3); here always UTF-8. */
const UNICODE_TEXT = new Set<Vr>(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);

const NUMBER_WRITERS: Partial<Record<Vr, (out: ByteWriter, value: number) => void>> = {
  US: (out, value) => out.u16(value),
  SS: (out, value) => out.i16(value),
  UL: (out, value) => out.u32(value),
  SL: (out, value) => out.i32(value),
  FL: (out, value) => out.f32(value),
  FD: (out, value) => out.f64(value),
};

/** Writes one value field, padded to even length. Throws RangeError when the value does not fit its representation. */
export function encodeValue(out: ByteWriter, vr: Vr, value: AttributeValue): void {
  const start = out.length;
  if (value instanceof Uint8Array) out.bytes(value);
  else encodeScalars(out, vr, Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number]);
  if ((out.length - start) % 2 === 1) out.u8(paddingOf(vr));
}

function paddingOf(vr: Vr): number {
  return vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 0x20;
}

function encodeScalars(out: ByteWriter, vr: Vr, values: readonly (string | number)[]): void {
  const writeNumber = NUMBER_WRITERS[vr];
  if (writeNumber) {
    for (const value of values) writeNumber(out, Number(value));
    return;
  }
  if (vr === 'AT') {
    for (const tag of values) encodeTag(out, String(tag));
    return;
  }
  if (vr === 'OB' || vr === 'OW' || vr === 'UN') throw new RangeError(`${vr} takes bytes.`);
  const text = values.map(value => scalarText(vr, value)).join('\\');
  if (UNICODE_TEXT.has(vr)) return out.text(text, 'utf8');
  if (!/^[\x20-\x7e]*$/.test(text)) throw new RangeError(`${vr} holds only printable ASCII.`);
  out.text(text, 'latin1');
}

function encodeTag(out: ByteWriter, tag: string): void {
  if (!/^[0-9A-Fa-f]{8}$/.test(tag)) throw new RangeError('A tag is eight hexadecimal digits.');
  out.u16(Number.parseInt(tag.slice(0, 4), 16));
  out.u16(Number.parseInt(tag.slice(4), 16));
}

function scalarText(vr: Vr, value: string | number): string {
  if (vr === 'DS') return typeof value === 'number' ? decimalString(value) : shortDecimal(value);
  if (vr === 'IS' && typeof value === 'number' && !Number.isInteger(value)) throw new RangeError('IS holds whole numbers.');
  return String(value);
}

/** Text of another writer is kept to the letter unless it breaks the 16-character limit of DS. */
const shortDecimal = (text: string): string => (text.length <= 16 ? text : decimalString(Number(text)));

/** Nearest decimal text of at most 16 characters (PS3.5 6.2, DS). Throws RangeError when the number is not finite. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('DS holds finite numbers only.');
  const exact = String(value === 0 ? 0 : value);
  if (exact.length <= 16) return exact;
  for (let digits = 16; digits > 0; digits--) {
    const rounded = Number(value.toPrecision(digits));
    const shorter = [String(rounded), rounded.toExponential()].find(text => text.length <= 16);
    if (shorter !== undefined) return shorter;
  }
  throw new RangeError(`${exact} has no text of 16 characters.`);
}
