export type ScanEvent = { readonly kind: 'bytes'; readonly bytes: Buffer } | { readonly kind: 'delimiter' } | { readonly kind: 'last' };

/** Longest rest of a delimiter line that is waited for: two dashes and transport padding. */
const MAX_PADDING = 80;

/**
 * Cuts a byte stream at multipart delimiter lines, wherever the chunks break. The line end before a delimiter belongs to the delimiter
 * (RFC 2046 5.1.1); a longer line that only begins like the delimiter is data.
 */
export class DelimiterScanner {
  readonly #needle: Buffer;
  /** What may still be the beginning of a delimiter. It starts with a line end, so that a delimiter at the very start is found too. */
  #carry: Buffer;
  #skip: number;

  constructor(boundary: string, lineEnd: '\r\n' | '\n') {
    this.#needle = Buffer.from(`${lineEnd}--${boundary}`, 'latin1');
    this.#carry = Buffer.from(lineEnd, 'latin1');
    this.#skip = this.#carry.length;
  }

  *push(chunk: Buffer): Generator<ScanEvent> {
    let rest = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    let from = 0;
    for (;;) {
      const at = rest.indexOf(this.#needle, from);
      if (at < 0) {
        const keep = Math.min(rest.length, this.#needle.length - 1);
        yield* this.#bytes(rest.subarray(0, rest.length - keep));
        this.#carry = rest.subarray(rest.length - keep);
        return;
      }
      const end = delimiterEnd(rest, at + this.#needle.length);
      if (end === 'more') {
        yield* this.#bytes(rest.subarray(0, at));
        this.#carry = rest.subarray(at);
        return;
      }
      if (end === 'data') {
        from = at + 1;
        continue;
      }
      yield* this.#bytes(rest.subarray(0, at));
      this.#skip = 0;
      yield { kind: end.last ? 'last' : 'delimiter' };
      rest = rest.subarray(end.next);
      from = 0;
    }
  }

  /** The line end put before the stream is nobody's data. */
  *#bytes(bytes: Buffer): Generator<ScanEvent> {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    if (bytes.length > skipped) yield { kind: 'bytes', bytes: bytes.subarray(skipped) };
  }
}

type End = 'more' | 'data' | { readonly last: boolean; readonly next: number };

/** What follows the boundary text: dashes (the end), or blanks and a line end. */
function delimiterEnd(bytes: Buffer, at: number): End {
  if (at + 2 > bytes.length) return 'more';
  if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return { last: true, next: at + 2 };
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x0a) return { last: false, next: i + 1 };
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return 'data';
    if (i - at > MAX_PADDING) return 'data';
  }
  return 'more';
}
