import { parseMediaType } from './media-type.ts';
import { DelimiterScanner } from './delimiter-scanner.ts';

/** One body part: header names in lower case. */
export interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}

export interface MultipartLimits {
  readonly maxPartBytes: number;
  readonly maxParts: number;
  /** Called for the error to throw when a limit is passed. */
  readonly tooLarge: () => Error;
  /** Called for the error to throw when the body is no complete multipart message. */
  readonly broken: () => Error;
}

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * The parts of a multipart body (RFC 2046 5.1), one after the other as they arrive; no more than one part is held. A body that is not
 * multipart at all, whatever its Content-Type says, is one part; a boundary that differs from the one announced is taken from the body.
 */
export async function* readParts(source: AsyncIterable<Buffer>, contentType: string | undefined, limits: MultipartLimits): AsyncGenerator<Part> {
  const media = parseMediaType(contentType);
  const chunks = source[Symbol.asyncIterator]();
  const head = await firstBytes(chunks);
  const rest = (async function* () {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  const delimiter = delimiterOf(head, media.type.startsWith('multipart/') ? media.parameters.get('boundary') : undefined);
  if (delimiter === undefined) {
    if (media.type.startsWith('multipart/') && !looksLikeDicom(head)) throw limits.broken();
    return yield* singlePart(rest, media.type, limits);
  }
  yield* manyParts(rest, delimiter, limits);
}

/** Enough to see a preamble and the first boundary, or all there is. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2048) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

interface Delimiter {
  readonly boundary: string;
  readonly lineEnd: '\r\n' | '\n';
}

/** The announced boundary where it stands at a line's beginning; else the body's own first line where that looks like one. */
function delimiterOf(head: Buffer, announced: string | undefined): Delimiter | undefined {
  if (announced !== undefined && announced !== '') {
    const at = lineStart(head, `--${announced}`);
    if (at >= 0) return { boundary: announced, lineEnd: lineEndAfter(head, at) };
  }
  const line = /^(?:\r?\n)*--([0-9A-Za-z'()+_,./:=? -]{1,70}?)[ \t]*(\r?\n)/.exec(head.toString('latin1'));
  return line === null ? undefined : { boundary: line[1] as string, lineEnd: line[2] as '\r\n' | '\n' };
}

function lineStart(head: Buffer, marker: string): number {
  for (let at = head.indexOf(marker, 0, 'latin1'); at >= 0; at = head.indexOf(marker, at + 1, 'latin1')) if (at === 0 || head[at - 1] === 0x0a) return at;
  return -1;
}

const lineEndAfter = (head: Buffer, at: number): '\r\n' | '\n' => {
  const newline = head.indexOf(0x0a, at);
  return newline > 0 && head[newline - 1] !== 0x0d ? '\n' : '\r\n';
};

const looksLikeDicom = (head: Buffer) => head.length >= 132 && head.toString('latin1', 128, 132) === 'DICM';

async function* singlePart(source: AsyncIterable<Buffer>, type: string, limits: MultipartLimits): AsyncGenerator<Part> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limits.maxPartBytes) throw limits.tooLarge();
    chunks.push(chunk);
  }
  if (total > 0) yield { headers: new Map([['content-type', type]]), bytes: Buffer.concat(chunks) };
}

/** The scanner cuts at each delimiter; what lies before the first is preamble, and the one with two dashes ends the message. */
async function* manyParts(source: AsyncIterable<Buffer>, { boundary, lineEnd }: Delimiter, limits: MultipartLimits): AsyncGenerator<Part> {
  const scanner = new DelimiterScanner(boundary, lineEnd);
  let collected: Buffer[] = [];
  let collectedBytes = 0;
  let parts = -1;
  let ended = false;
  for await (const chunk of source) {
    // The epilogue is read, so that the connection can be used again, and ignored.
    if (ended) continue;
    for (const event of scanner.push(chunk)) {
      if (event.kind === 'bytes') {
        collectedBytes += event.bytes.length;
        if (collectedBytes > limits.maxPartBytes + MAX_HEADER_BYTES) throw limits.tooLarge();
        collected.push(event.bytes);
        continue;
      }
      if (++parts > limits.maxParts) throw limits.tooLarge();
      if (parts > 0) yield toPart(Buffer.concat(collected, collectedBytes), limits);
      collected = [];
      collectedBytes = 0;
      ended = event.kind === 'last';
      if (ended) break;
    }
  }
  if (!ended) throw limits.broken();
}

/** Header lines, an empty line, the content. A part may have no header: then it begins with the empty line. */
function toPart(bytes: Buffer, { broken }: MultipartLimits): Part {
  const headers = new Map<string, string>();
  let at = 0;
  for (;;) {
    const newline = bytes.indexOf(0x0a, at);
    if (newline < 0 || newline > MAX_HEADER_BYTES) throw broken();
    const line = bytes.toString('latin1', at, newline).replace(/\r$/, '');
    at = newline + 1;
    if (line === '') return { headers, bytes: bytes.subarray(at) };
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
