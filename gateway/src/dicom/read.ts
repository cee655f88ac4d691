import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { GatewayError } from '../errors.ts';
import { readElements } from './elements.ts';
import { readFragments } from './encapsulated.ts';
import { readFileMeta, type FileMeta } from './file-meta.ts';
import { Part10Dataset } from './part10-dataset.ts';
import type { Dataset } from './dataset.ts';
import type { DicomInstance, EncodedPixels } from './series.ts';
import { TRANSFER_SYNTAXES, type TransferSyntax } from './transfer-syntaxes.ts';
import { derivedUid } from './uids.ts';
import { warning } from './warnings.ts';

export interface ReadOptions {
  /** Most bytes a deflated data set may grow to. */
  readonly maxInflatedBytes?: number;
  /**
   * `derive`: a file outside an archive whose Study or Series Instance UID was stripped gets one that is derived from its frame of
   * reference. Default `refuse`: what an archive serves must have them.
   */
  readonly missingUids?: 'refuse' | 'derive';
}

const DEFAULT_MAX_INFLATED_BYTES = 512 * 1024 * 1024;
const UNDEFINED_LENGTH = 0xffffffff;
const PIXEL_TAGS = new Set(['x7fe00010', 'x7fe00008', 'x7fe00009']);

/**
 * Reads one Part 10 object; checks what the parser does not: UIDs, lengths, depth, truncated pixel data. Pixel data is located,
 * not decoded, and shares memory with `bytes`.
 * Throws `dicom/unreadable` with the reason.
 */
export function readInstance(bytes: Uint8Array, options: ReadOptions = {}): DicomInstance {
  try {
    return parse(bytes, options);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('dicom/unreadable', `The object cannot be read: ${reasonOf(error)}. Send it again, or leave it out.`, { cause: error });
  }
}

function parse(bytes: Uint8Array, { maxInflatedBytes = DEFAULT_MAX_INFLATED_BYTES, missingUids }: ReadOptions): DicomInstance {
  const meta = readFileMeta(bytes);
  const syntax = TRANSFER_SYNTAXES.get(meta.transferSyntaxUid) ?? (TRANSFER_SYNTAXES.get('1.2.840.10008.1.2.1') as TransferSyntax);
  const body = syntax.deflated ? inflateRawSync(bytes.subarray(meta.dataSetStart), { maxOutputLength: maxInflatedBytes }) : bytes;
  const start = syntax.deflated ? 0 : meta.dataSetStart;
  const encoding = { explicit: syntax.explicit, bigEndian: syntax.bigEndian };
  const { elements, end } = readElements(body, start, { ...encoding, stop: tag => PIXEL_TAGS.has(tag) });
  const dataset = new Part10Dataset(Uint8Array.prototype.slice.call(body, 0, end), elements, { encoding });
  const pixelData = end < body.length ? locatePixels(body, end, syntax) : undefined;
  let digest: string | undefined;
  return {
    ...identity(dataset, meta, missingUids === 'derive'),
    transferSyntaxUid: meta.transferSyntaxUid,
    modality: dataset.text('00080060') ?? '',
    dataset,
    ...(pixelData ? { pixelData } : {}),
    digest: () => (digest ??= createHash('sha256').update(body.subarray(start)).digest('hex')),
  };
}

type Identity = Pick<DicomInstance, 'sopInstanceUid' | 'sopClassUid' | 'studyInstanceUid' | 'seriesInstanceUid' | 'warnings'>;

function identity(dataset: Dataset, meta: FileMeta, derive: boolean): Identity {
  const [own, ownClass] = [dataset.text('00080018'), dataset.text('00080016')];
  const warnings = [...meta.warnings];
  if (own === undefined || ownClass === undefined) warnings.push(warning('dicom/uid-from-meta'));
  const differs = (mine?: string, theirs?: string) => mine !== undefined && theirs !== undefined && mine !== theirs;
  if (differs(own, meta.sopInstanceUid) || differs(ownClass, meta.sopClassUid)) warnings.push(warning('dicom/meta-mismatch'));
  const [frame, study, series] = [dataset.text('00200052'), dataset.text('0020000D'), dataset.text('0020000E')];
  const derived = (role: string) => (derive && frame !== undefined ? derivedUid(frame, role) : undefined);
  if (derive && (study === undefined || series === undefined)) warnings.push(warning('dicom/uid-derived'));
  return {
    sopInstanceUid: checkedUid(own ?? meta.sopInstanceUid, 'SOP Instance UID'),
    sopClassUid: checkedUid(ownClass ?? meta.sopClassUid, 'SOP Class UID'),
    studyInstanceUid: checkedUid(study ?? derived('study'), 'Study Instance UID'),
    seriesInstanceUid: checkedUid(series ?? derived('series'), 'Series Instance UID'),
    warnings,
  };
}

/** Archives hold UIDs with superfluous zeros, so only what could do harm is refused: anything but digits and points. */
function checkedUid(uid: string | undefined, name: string): string {
  if (uid === undefined) throw new Error(`${name} is missing`);
  if (uid.length > 64 || !/^[0-9]+(\.[0-9]+)*$/.test(uid)) throw new Error(`${name} is not a UID`);
  return uid;
}

/** Finds the pixel data whose element begins at `at`. Throws an Error when it is cut off. */
function locatePixels(bytes: Uint8Array, at: number, { explicit, bigEndian, coding }: TransferSyntax): EncodedPixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = explicit ? 12 : 8;
  if (at + headerBytes > bytes.length) throw new Error('bytes end inside the pixel data header');
  if (view.getUint16(at + 2, !bigEndian) !== 0x0010) throw new Error('floating-point pixel data is not supported');
  const length = view.getUint32(at + headerBytes - 4, !bigEndian);
  const start = at + headerBytes;
  if (length === UNDEFINED_LENGTH) return readFragments(bytes, start);
  if (coding !== 'native') throw new Error('the transfer syntax is compressed but the pixel data is not encapsulated');
  if (start + length > bytes.length) throw new Error(`pixel data is cut off: ${bytes.length - start} of ${length} bytes`);
  const inBytes = explicit && bytes[at + 4] === 0x4f && bytes[at + 5] === 0x42;
  return { kind: 'native', bytes: bytes.subarray(start, start + length), bigEndian: bigEndian && !inBytes };
}

/** dicom-parser throws strings; deep nesting ends in a stack overflow. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError && /call stack/i.test(error.message)) return 'sequences are nested too deeply';
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^dicomParser\.\w+: */, '').replace(/\.$/, '');
}
