/** What the File Meta Information (PS3.10 7.1) says of the object that follows. */
export interface Part10Head {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Offset of the data set. */
  readonly datasetOffset: number;
}

const META_START = 132;
const LONG_LENGTH = new Set(['OB', 'OW', 'UN', 'UT', 'SQ', 'UC', 'UR']);

/** Reads group 0002, always explicit VR little endian. Undefined when the bytes are no DICOM file or lack one of the three UIDs. */
export function readPart10Head(bytes: Uint8Array): Part10Head | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < META_START || view.toString('latin1', 128, META_START) !== 'DICM') return undefined;
  const uids = new Map<number, string>();
  let at = META_START;
  while (at + 8 <= view.length && view.readUInt16LE(at) === 0x0002) {
    const element = view.readUInt16LE(at + 2);
    const long = LONG_LENGTH.has(view.toString('latin1', at + 4, at + 6));
    if (long && at + 12 > view.length) return undefined;
    const start = at + (long ? 12 : 8);
    const length = long ? view.readUInt32LE(at + 8) : view.readUInt16LE(at + 6);
    if (start + length > view.length) return undefined;
    if (element <= 0x0010) uids.set(element, view.toString('latin1', start, start + length).replace(/[\0 ]+$/, ''));
    at = start + length;
  }
  const [sopClassUid, sopInstanceUid, transferSyntaxUid] = [uids.get(2), uids.get(3), uids.get(0x10)];
  if (!sopClassUid || !sopInstanceUid || !transferSyntaxUid) return undefined;
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset: at };
}
