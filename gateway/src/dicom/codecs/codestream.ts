/** What the header of a compressed frame says of itself. */
export interface Codestream {
  /** Of the frame header: SOF0..SOF15, SOF55, or SIZ. */
  readonly marker: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  /** Only JPEG 2000 says it. */
  readonly signed?: boolean;
}

const SOI = 0xffd8;
const J2K_SOC = 0xff4f;
const J2K_SIZ = 0xff51;
const MARKER_HEADER_BYTES = 4;

/**
 * Reads frame size and depth from a JPEG, JPEG-LS (ISO 14495-1) or JPEG 2000 (ISO 15444-1) codestream and checks that it ends
 * with its end marker. Throws an Error with the reason.
 */
export function readCodestream(bytes: Uint8Array): Codestream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 32) throw new Error('the codestream is too short');
  const start = view.getUint16(0);
  if (start !== SOI && start !== J2K_SOC) throw new Error('it does not begin with a codestream');
  if (!endsWithMarker(bytes)) throw new Error('the codestream is cut off');
  return start === J2K_SOC ? jpeg2000Size(view) : jpegFrame(view);
}

/** EOI and EOC are both FFD9; writers pad with 00 or FF to an even length or more. */
function endsWithMarker(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 2 && (bytes[end - 1] === 0 || bytes[end - 1] === 0xff)) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

function jpeg2000Size(view: DataView): Codestream {
  if (view.byteLength < 44 || view.getUint16(2) !== J2K_SIZ) throw new Error('the codestream has no size marker');
  const columns = view.getUint32(8) - view.getUint32(16);
  const rows = view.getUint32(12) - view.getUint32(20);
  const depth = view.getUint8(42);
  return { marker: J2K_SIZ, columns, rows, components: view.getUint16(40), bits: (depth & 0x7f) + 1, signed: depth >= 0x80 };
}

function jpegFrame(view: DataView): Codestream {
  for (let at = 2; at + MARKER_HEADER_BYTES + 6 <= view.byteLength; ) {
    const marker = view.getUint16(at);
    if (marker < 0xff00) break;
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    if (isStartOfFrame(marker)) return { marker, bits: view.getUint8(at + 4), rows: view.getUint16(at + 5), columns: view.getUint16(at + 7), components: view.getUint8(at + 9) };
    at += 2 + view.getUint16(at + 2);
  }
  throw new Error('the codestream has no frame header');
}

/** SOF0..SOF15 without DHT, JPG and DAC, and SOF55 of JPEG-LS. */
const isStartOfFrame = (marker: number): boolean => marker === 0xfff7 || (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc);
