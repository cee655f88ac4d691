import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMediaType } from './media-type.ts';
import { readParts, type MultipartLimits, type Part } from './multipart.ts';

const LIMITS: MultipartLimits = { maxPartBytes: 1 << 20, maxParts: 100, tooLarge: () => new Error('too large'), broken: () => new Error('broken') };

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function parts(bytes: Buffer, contentType: string | undefined, options: { sizes?: readonly number[]; limits?: Partial<MultipartLimits> } = {}): Promise<Part[]> {
  const found: Part[] = [];
  for await (const part of readParts(inPieces(bytes, options.sizes ?? [1000]), contentType, { ...LIMITS, ...options.limits })) found.push(part);
  return found;
}

/** Bytes rich in what a delimiter is made of. */
const tricky = fc.array(fc.oneof(fc.constantFrom('\r', '\n', '-', '--', '\r\n--', '\r\n--bo', '\r\n--boundaryX', 'b', '\0'), fc.string({ maxLength: 5 })), { maxLength: 40 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'));

describe('readParts', () => {
  it('gives back what was put in, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tricky, { minLength: 1, maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }), fc.boolean(), async (contents, sizes, preamble) => {
        fc.pre(contents.every(content => !/\r\n--boundary(--|[ \t\r]*\n)/.test(`\r\n${content.toString('latin1')}\r\n`)));
        const chunks = contents.flatMap((content, i) => [Buffer.from(`--boundary\r\nX-Index: ${i}\r\nContent-Type: a/b\r\n\r\n`), content, Buffer.from('\r\n')]);
        const body = Buffer.concat([Buffer.from(preamble ? 'Ignore this.\r\n' : ''), ...chunks, Buffer.from('--boundary--\r\nand this\r\n--boundary\r\n')]);
        const found = await parts(body, 'multipart/related; boundary=boundary', { sizes });
        expect(found.map(part => Buffer.from(part.bytes).toString('latin1'))).toEqual(contents.map(content => content.toString('latin1')));
        expect(found.map(part => part.headers.get('x-index'))).toEqual(contents.map((_, i) => String(i)));
      }),
      { numRuns: 300 },
    );
  });

  it('knows when a message is not complete', async () => {
    const whole = Buffer.from('--b\r\n\r\nabc\r\n--b\r\n\r\ndef\r\n--b--');
    await expect(parts(whole, 'multipart/related; boundary=b')).resolves.toHaveLength(2);
    for (let length = 1; length < whole.length; length++) await expect(parts(whole.subarray(0, length), 'multipart/related; boundary=b'), `${length} bytes`).rejects.toThrow('broken');
  });

  it('stops at its limits', async () => {
    const two = Buffer.from(`--b\r\n\r\n${'x'.repeat(40_000)}\r\n--b\r\n\r\ny\r\n--b--`);
    await expect(parts(two, 'multipart/related; boundary=b', { limits: { maxPartBytes: 10_000 } })).rejects.toThrow('too large');
    await expect(parts(two, 'multipart/related; boundary=b', { limits: { maxParts: 1 } })).rejects.toThrow('too large');
    await expect(parts(Buffer.alloc(40_000), 'application/dicom', { limits: { maxPartBytes: 10_000 } })).rejects.toThrow('too large');
  });

  it('gives nothing for nothing', async () => {
    expect(await parts(Buffer.alloc(0), 'application/dicom')).toEqual([]);
    expect(await parts(Buffer.from('--b--'), 'multipart/related; boundary=b').catch((error: Error) => error.message)).toEqual([]);
  });
});

describe('parseMediaType', () => {
  it.each([
    ['multipart/related; type="application/dicom"; boundary="a;b=c"', 'multipart/related', { type: 'application/dicom', boundary: 'a;b=c' }],
    ['Multipart/Related;BOUNDARY=xyz;type=application/dicom', 'multipart/related', { boundary: 'xyz', type: 'application/dicom' }],
    [String.raw`m/r; a="x\"y\\z"; b = 'q'`, 'm/r', { a: String.raw`x"y\z`, b: 'q' }],
    ['application/dicom', 'application/dicom', {}],
    ['', '', {}],
    [undefined, '', {}],
    [';;; =; boundary', '', {}],
  ])('%s', (header, type, parameters) => {
    const media = parseMediaType(header);
    expect(media.type).toBe(type);
    expect(Object.fromEntries(media.parameters)).toEqual(parameters);
  });
});
