import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ctSlices, encodeSlice, enhancedCt, type EditableAttributes } from '../../../test/phantoms/ct-slices.ts';
import { GatewayError } from '../errors.ts';
import { codestreams } from './encapsulated.ts';
import { frameHeaders } from './frame-header.ts';
import { parseDecimal } from './part10-dataset.ts';
import { planSeries } from './plan-series.ts';
import { readInstance } from './read.ts';

const slice = (changes: EditableAttributes = {}): EditableAttributes => ({ ...ctSlices({ count: 1 })[0]!, ...changes });
const file = (changes: EditableAttributes = {}) => Buffer.from(encodeSlice(slice(changes)));
const refused = (bytes: Uint8Array, reason: RegExp) => expect(() => readInstance(bytes)).toThrowError(expect.objectContaining({ code: 'dicom/unreadable', message: expect.stringMatching(reason) }));
const META_END = (bytes: Buffer) => 144 + bytes.readUInt32LE(140);

/** Explicit little endian element. */
function element(tag: number, vr: string, value: Uint8Array): Buffer {
  const long = ['OB', 'OW', 'SQ', 'UN', 'OV', 'SV', 'UV'].includes(vr);
  const header = Buffer.alloc(long ? 12 : 8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.write(vr, 4, 'latin1');
  if (long) header.writeUInt32LE(value.length, 8);
  else header.writeUInt16LE(value.length, 6);
  return Buffer.concat([header, value]);
}
const item = (content: Uint8Array) => Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0]), Buffer.from(new Uint32Array([content.length]).buffer), content]);
/** Puts elements after the file meta, in front of the data set. */
function withElements(bytes: Buffer, ...elements: Uint8Array[]): Buffer {
  const at = META_END(bytes);
  return Buffer.concat([bytes.subarray(0, at), ...elements, bytes.subarray(at)]);
}

describe('readInstance', () => {
  it('reads identity, syntax and pixels, and keeps text as it was written', () => {
    const instance = readInstance(file({ PixelSpacing: [' 0.90 ', '06.75E-01'], ImagePositionPatient: ['-11.0', '+23', '3.1e1'] }));
    expect(instance).toMatchObject({ sopInstanceUid: '2.25.5001.7.1', seriesInstanceUid: '2.25.5001.7', studyInstanceUid: '2.25.5001', modality: 'CT', transferSyntaxUid: '1.2.840.10008.1.2.1', warnings: [] });
    expect(instance.dataset.texts('00280030')).toEqual(['0.90', '06.75E-01']);
    expect(instance.dataset.numbers('00280030')).toEqual([0.9, 0.675]);
    expect(instance.dataset.numbers('00200032')).toEqual([-11, 23, 31]);
    expect(instance.pixelData).toMatchObject({ kind: 'native', bigEndian: false });
    expect(instance.dataset.has('7FE00010')).toBe(false);
  });

  it('keeps no reference to the file in the header', () => {
    const bytes = file();
    const { dataset } = readInstance(bytes);
    bytes.fill(0xff);
    expect(dataset.text('00080060')).toBe('CT');
  });

  it('gives one digest for one content, whatever stands before the data set', () => {
    const bytes = file();
    const other = Buffer.from(bytes);
    other.fill(7, 0, 128);
    expect(readInstance(other).digest()).toBe(readInstance(bytes).digest());
    expect(readInstance(file({ InstanceNumber: 2 })).digest()).not.toBe(readInstance(bytes).digest());
  });

  it('refuses missing and malformed UIDs', () => {
    refused(file({ StudyInstanceUID: [] }), /Study Instance UID is missing/);
    refused(file({ SeriesInstanceUID: [] }), /Series Instance UID is missing/);
    refused(file({ StudyInstanceUID: '../../etc' }), /is not a UID/);
    refused(file({ SeriesInstanceUID: `1.${'2'.repeat(63)}` }), /is not a UID/);
    expect(readInstance(file({ SeriesInstanceUID: '1.02.3' })).seriesInstanceUid).toBe('1.02.3');
  });

  it('derives study and series UIDs only when asked to', () => {
    const stripped = file({ StudyInstanceUID: [], SeriesInstanceUID: [] });
    const [a, b] = [readInstance(stripped, { missingUids: 'derive' }), readInstance(stripped, { missingUids: 'derive' })];
    expect(a.studyInstanceUid).toMatch(/^2\.25\.\d+$/);
    expect(a.studyInstanceUid).not.toBe(a.seriesInstanceUid);
    expect(b.seriesInstanceUid).toBe(a.seriesInstanceUid);
    expect(a.warnings.map(({ code }) => code)).toEqual(['dicom/uid-derived']);
  });

  it('takes SOP UIDs from the meta header where the data set has none, and tells a mismatch', () => {
    const uid = Buffer.from('2.25.5001.7.1\0');
    const emptied = (() => {
      const bytes = file();
      const at = bytes.indexOf(Buffer.concat([Buffer.from([8, 0, 0x18, 0]), Buffer.from('UI')]));
      return Buffer.concat([bytes.subarray(0, at + 6), Buffer.from([0, 0]), bytes.subarray(at + 8 + uid.length)]);
    })();
    expect(readInstance(emptied)).toMatchObject({ sopInstanceUid: '2.25.5001.7.1', warnings: [{ code: 'dicom/uid-from-meta' }] });
    const mismatched = file();
    mismatched[mismatched.indexOf(uid) + 12] = 0x39;
    expect(readInstance(mismatched)).toMatchObject({ sopInstanceUid: '2.25.5001.7.1', warnings: [{ code: 'dicom/meta-mismatch' }] });
  });

  it('refuses what is cut off at any length; between two elements it may pass for an object without pixels', () => {
    const bytes = file();
    let headers = 0;
    for (let length = 0; length < bytes.length; length++)
      try {
        expect(readInstance(bytes.subarray(0, length)).pixelData).toBeUndefined();
        headers++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'dicom/unreadable' });
      }
    expect(headers).toBeLessThan(30);
    refused(bytes.subarray(0, bytes.length - 2), /pixel data is cut off: 124 of 126 bytes/);
  });

  it('refuses what is no DICOM', () => {
    refused(Buffer.from('%PDF-1.7 and much more text that is not DICOM at all, for longer than a preamble. '.repeat(3)), /no DICM prefix/);
    refused(Buffer.alloc(0), /./);
  });

  it('reads a data set without meta header by what its first element shows', () => {
    const bytes = file();
    expect(readInstance(bytes.subarray(META_END(bytes)))).toMatchObject({ transferSyntaxUid: '1.2.840.10008.1.2.1', warnings: [{ code: 'dicom/no-meta-header' }] });
  });

  it('caps what a deflated data set may grow to', () => {
    const bytes = file({ PixelData: { vr: 'OW', value: new Uint8Array(4_000_000) } });
    const start = META_END(bytes);
    const meta = Buffer.from(bytes.subarray(0, start).toString('latin1').replace('1.2.840.10008.1.2.1\0', '1.2.840.10008.1.2.1.99'), 'latin1');
    const at = meta.indexOf('1.2.840.10008.1.2.1.99');
    meta.writeUInt16LE(22, at - 2);
    const deflated = Buffer.concat([meta, deflateRawSync(bytes.subarray(start))]);
    expect(readInstance(deflated).pixelData).toMatchObject({ kind: 'native' });
    expect(() => readInstance(deflated, { maxInflatedBytes: 1_000_000 })).toThrowError(expect.objectContaining({ code: 'dicom/unreadable' }));
    expect(deflated.length).toBeLessThan(20_000);
  });

  it('reads or refuses damaged headers, and nothing else', () => {
    const bytes = Buffer.from(encodeSlice(enhancedCt(ctSlices())));
    const bitFlip = fc.record({ at: fc.nat(bytes.length - 1), value: fc.integer({ min: 1, max: 255 }), wide: fc.boolean() });
    fc.assert(
      fc.property(fc.array(bitFlip, { minLength: 1, maxLength: 6 }), flips => {
        const damaged = Buffer.from(bytes);
        for (const { at, value, wide } of flips) {
          if (wide) damaged.fill(0xff, at, Math.min(damaged.length, at + 4));
          else damaged[at]! ^= value;
        }
        try {
          const { dataset, sopInstanceUid } = readInstance(damaged);
          expect(sopInstanceUid).toMatch(/^[0-9.]+$/);
          for (const tag of dataset.tags) [dataset.text(tag), dataset.numbers(tag), dataset.items(tag)].forEach(value => expect(value).not.toBeNull());
          planSeries(frameHeaders(readInstance(damaged)), { minSlices: 1 });
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('refuses bottomless sequences and endless elements', () => {
    let nested: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 40; depth++) nested = element(0x00081140, 'SQ', item(nested));
    refused(withElements(file(), nested), /nested deeper than 32/);
    const open = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from('08004011535100 00ffffffff feff00e0ffffffff'.replaceAll(' ', ''), 'hex')));
    refused(withElements(file(), open), /nested|end|past/i);
    refused(withElements(file(), Buffer.concat(Array.from({ length: 250_000 }, () => element(0x00091001, 'LO', new Uint8Array(0))))), /more than 200000 elements/);
  });

  it('steps over 64-bit representations', () => {
    expect(readInstance(withElements(file(), element(0x00080006, 'UV', new Uint8Array(8)))).sopInstanceUid).toBe('2.25.5001.7.1');
  });

  it('reads a sequence that was written as unknown', () => {
    const code = Buffer.concat([Buffer.from([8, 0, 0, 1, 6, 0, 0, 0]), Buffer.from('121327')]);
    const { dataset } = readInstance(withElements(file(), element(0x00089215, 'UN', item(code))));
    expect(dataset.items('00089215')[0]?.text('00080100')).toBe('121327');
  });

  it('reads functional groups as nested items', () => {
    const { dataset } = readInstance(encodeSlice(enhancedCt(ctSlices())));
    expect(dataset.items('52009230')).toHaveLength(12);
    expect(dataset.items('52009230')[2]?.items('00209113')[0]?.numbers('00200032')).toEqual([-11, -23, 36]);
  });
});

describe('parseDecimal', () => {
  it.each([['06.757812E-01', 0.6757812], [' 1', 1], ['-0.5 ', -0.5], ['+.5', 0.5], ['5.', 5], ['1e3', 1000]])('%j is %d', (text, value) => expect(parseDecimal(text)).toBe(value));
  it.each(['', '1,5', '0x10', 'nan', 'Infinity', '1 2', '1e', '--1'])('%j is no number', text => expect(parseDecimal(text)).toBeNaN());
});

describe('codestreams', () => {
  const soi = (n: number) => Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, n]);
  const part = (n: number) => Uint8Array.from([n, n]);
  const deal = (fragments: Uint8Array[], offsets: number[], frames: number) => codestreams({ kind: 'encapsulated', fragments, offsets }, frames).map(frame => [...frame]);

  it('joins the fragments of a single frame', () => expect(deal([soi(1), part(2)], [], 1)).toEqual([[0xff, 0xd8, 0xff, 0xe0, 1, 2, 2]]));
  it('goes by the offset table', () => expect(deal([part(1), part(2), part(3)], [0, 20], 2)).toEqual([[1, 1, 2, 2], [3, 3]]));
  it('takes one fragment a frame without a table', () => expect(deal([part(1), part(2)], [], 2)).toEqual([[1, 1], [2, 2]]));
  it('goes by start markers where there are more fragments than frames', () => expect(deal([soi(1), part(2), soi(3)], [], 2)).toEqual([[0xff, 0xd8, 0xff, 0xe0, 1, 2, 2], [0xff, 0xd8, 0xff, 0xe0, 3]]));
  it('does not trust a table that points nowhere', () => expect(deal([soi(1), part(2), soi(3)], [0, 7], 2)).toHaveLength(2));
  it('refuses what cannot be dealt out', () => expect(() => deal([part(1), part(2), part(3)], [], 2)).toThrowError(expect.objectContaining({ code: 'pixels/undecodable' })));
  it('refuses a frame without any fragment', () => expect(() => deal([], [], 1)).toThrowError(expect.objectContaining({ code: 'pixels/undecodable' })));
});
