import { deflateRawSync } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';
import { isTypedValue, isEncapsulated, type Attributes, type TypedValue, type Encapsulated, type AttributeValue, type Vr } from './attributes.ts';
import { attribute } from './dictionary.ts';
import { encodeValue } from './encode-value.ts';
import { TRANSFER_SYNTAX, type TransferSyntaxUid } from './transfer-syntax.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './uids.ts';

/** Representations with a 32-bit length field (PS3.5 7.1.2). */
const LONG_LENGTH = new Set<Vr>(['OB', 'OW', 'UN', 'UC', 'UR', 'UT', 'SQ']);
const UNDEFINED_LENGTH = 0xffffffff;
const PREAMBLE_BYTES = 128;

/**
 * A data set as a DICOM file (PS3.10): preamble, File Meta Information, explicit VR little endian body, deflated if asked.
 * All text is written in UTF-8, so the data set must say `SpecificCharacterSet: 'ISO_IR 192'` when it holds more than ASCII.
 * Same data set, same bytes. Throws RangeError for a value that does not fit its attribute.
 */
export function encodePart10(dataset: Attributes, transferSyntaxUid: TransferSyntaxUid = TRANSFER_SYNTAX.explicitLittleEndian): Uint8Array {
  const deflated = transferSyntaxUid === TRANSFER_SYNTAX.deflated;
  const out = new ByteWriter((deflated ? 0 : expectedBytes(dataset)) + 1024);
  writeFileMeta(out, dataset, transferSyntaxUid);
  if (deflated) writeDeflated(out, dataset);
  else writeDataset(out, dataset);
  return out.finish();
}

/** Dominated by pixel data; the rest rarely matters, and the buffer grows where it does. */
function expectedBytes(dataset: Attributes): number {
  const pixels = dataset['PixelData'];
  if (pixels === undefined) return 0;
  const bytes = isTypedValue(pixels) ? pixels.value : pixels;
  const frames = Number(dataset['NumberOfFrames'] ?? 1);
  return (bytes instanceof Uint8Array ? bytes.length : 0) + 1024 * frames + 4096;
}

function writeFileMeta(out: ByteWriter, dataset: Attributes, transferSyntaxUid: string): void {
  const sopClassUid = dataset['SOPClassUID'];
  const sopInstanceUid = dataset['SOPInstanceUID'];
  if (typeof sopClassUid !== 'string' || typeof sopInstanceUid !== 'string')
    throw new RangeError('A DICOM file needs SOPClassUID and SOPInstanceUID.');
  out.bytes(new Uint8Array(PREAMBLE_BYTES));
  out.text('DICM', 'latin1');
  writeElement(out, 0x00020000, { vr: 'UL', value: 0 });
  const start = out.length;
  writeDataset(out, {
    FileMetaInformationVersion: { vr: 'OB', value: new Uint8Array([0, 1]) },
    MediaStorageSOPClassUID: sopClassUid,
    MediaStorageSOPInstanceUID: sopInstanceUid,
    TransferSyntaxUID: transferSyntaxUid,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  });
  out.patchU32(start - 4, out.length - start);
}

/** The body of the deflated syntax is a raw DEFLATE stream (RFC 1951) of even length (PS3.5 A.5). */
function writeDeflated(out: ByteWriter, dataset: Attributes): void {
  const body = new ByteWriter(expectedBytes(dataset));
  writeDataset(body, dataset);
  out.bytes(deflateRawSync(body.finish(), { level: 6 }));
  if (out.length % 2 === 1) out.u8(0);
}

function writeDataset(out: ByteWriter, dataset: Attributes): void {
  const entries: { tag: number; entry: TypedValue | Encapsulated }[] = [];
  for (const [key, entry] of Object.entries(dataset)) if (entry !== undefined) entries.push(resolve(key, entry));
  entries.sort((a, b) => a.tag - b.tag);
  for (const { tag, entry } of entries) {
    if (isEncapsulated(entry)) writeEncapsulated(out, tag, entry);
    else writeElement(out, tag, entry);
  }
}

function resolve(key: string, entry: AttributeValue | TypedValue | Encapsulated): { tag: number; entry: TypedValue | Encapsulated } {
  if (/^[0-9A-Fa-f]{8}$/.test(key)) {
    if (!isTypedValue(entry)) throw new RangeError(`Attribute ${key} is given by tag and needs its representation beside it.`);
    return { tag: Number.parseInt(key, 16), entry };
  }
  const { tag, vr } = attribute(key);
  return { tag, entry: isTypedValue(entry) || isEncapsulated(entry) ? entry : { vr, value: entry } };
}

function writeElement(out: ByteWriter, tag: number, { vr, value }: TypedValue): void {
  writeTag(out, tag);
  out.text(vr, 'latin1');
  const long = LONG_LENGTH.has(vr);
  out.u16(0);
  if (long) out.u32(0);
  const start = out.length;
  if (vr === 'SQ') for (const item of value as readonly Attributes[]) writeItem(out, item);
  else encodeValue(out, vr, value);
  const length = out.length - start;
  if (long) out.patchU32(start - 4, length);
  else if (length > 0xfffe) throw new RangeError(`${vr} value of ${length} bytes is too long.`);
  else out.patchU16(start - 2, length);
}

function writeItem(out: ByteWriter, item: Attributes): void {
  writeTag(out, 0xfffee000);
  out.u32(0);
  const start = out.length;
  writeDataset(out, item);
  out.patchU32(start - 4, out.length - start);
}

/** Encapsulated pixel data with its basic offset table (PS3.5 A.4). */
function writeEncapsulated(out: ByteWriter, tag: number, { fragments }: Encapsulated): void {
  writeTag(out, tag);
  out.text('OB', 'latin1');
  out.u16(0);
  out.u32(UNDEFINED_LENGTH);
  writeTag(out, 0xfffee000);
  out.u32(4 * fragments.length);
  let offset = 0;
  for (const fragment of fragments) {
    out.u32(offset);
    offset += 8 + fragment.length + (fragment.length % 2);
  }
  for (const fragment of fragments) {
    writeTag(out, 0xfffee000);
    out.u32(fragment.length + (fragment.length % 2));
    out.bytes(fragment);
    if (fragment.length % 2 === 1) out.u8(0);
  }
  writeTag(out, 0xfffee0dd);
  out.u32(0);
}

function writeTag(out: ByteWriter, tag: number): void {
  out.u16(tag >>> 16);
  out.u16(tag & 0xffff);
}
