import { GatewayError } from '../errors.ts';
import type { EncodedPixels } from './series.ts';

type Encapsulated = Extract<EncodedPixels, { kind: 'encapsulated' }>;

const ITEM = 0xe000fffe;
const SEQUENCE_END = 0xe0ddfffe;
const ITEM_HEADER_BYTES = 8;

/**
 * Fragments of encapsulated pixel data that begins at `start` with its Basic Offset Table (PS3.5 A.4).
 * Throws an Error when the bytes end before the sequence delimiter.
 */
export function readFragments(bytes: Uint8Array, start: number): Encapsulated {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: Uint8Array[] = [];
  for (let at = start; ; ) {
    if (at + ITEM_HEADER_BYTES > bytes.length) throw new Error('pixel data ends without its sequence delimiter');
    const tag = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    if (tag === SEQUENCE_END) break;
    at += ITEM_HEADER_BYTES;
    if (tag !== ITEM) throw new Error('pixel data holds something that is no fragment');
    if (at + length > bytes.length) throw new Error('a pixel data fragment is longer than the file');
    values.push(bytes.subarray(at, at + length));
    at += length;
  }
  const [table, ...fragments] = values;
  if (!table) throw new Error('encapsulated pixel data is empty');
  const offsets = Array.from({ length: table.length >> 2 }, (_, i) => view.getUint32(table.byteOffset - bytes.byteOffset + 4 * i, true));
  return { kind: 'encapsulated', fragments, offsets };
}

/**
 * One codestream a frame: by offset table, else one fragment a frame, else by the marker that starts a codestream.
 * Throws `pixels/undecodable` when the fragments cannot be dealt out to `frameCount` frames.
 */
export function codestreams({ fragments, offsets }: Encapsulated, frameCount: number): readonly Uint8Array[] {
  const starts = frameStarts(fragments, offsets, frameCount);
  if (starts.length !== frameCount)
    throw new GatewayError('pixels/undecodable', `The pixel data holds ${starts.length} frames where the header says ${frameCount}; send the object again.`, {
      context: { fragments: fragments.length, frames: frameCount },
    });
  return starts.map((from, frame) => joined(fragments.slice(from, starts[frame + 1] ?? fragments.length)));
}

function frameStarts(fragments: readonly Uint8Array[], offsets: readonly number[], frameCount: number): readonly number[] {
  if (fragments.length > 0 && frameCount === 1) return [0];
  if (offsets.length === frameCount) {
    const indexes = new Map<number, number>();
    let offset = 0;
    fragments.forEach((fragment, index) => {
      indexes.set(offset, index);
      offset += ITEM_HEADER_BYTES + fragment.length;
    });
    const starts = offsets.map(at => indexes.get(at) ?? -1);
    if (starts.every((start, i) => start > (starts[i - 1] ?? -1))) return starts;
  }
  if (fragments.length === frameCount) return fragments.map((_, index) => index);
  return fragments.flatMap((fragment, index) => (startsCodestream(fragment) ? [index] : []));
}

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC and SIZ. */
const startsCodestream = (b: Uint8Array): boolean => b[0] === 0xff && ((b[1] === 0xd8 && b[2] === 0xff) || (b[1] === 0x4f && b[2] === 0xff && b[3] === 0x51));

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
