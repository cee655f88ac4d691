import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasProgram } from '../../../test/support/requirement.ts';
import type { Attributes } from './attributes.ts';
import { decimalString } from './encode-value.ts';
import { encodePart10 } from './encode.ts';
import { TRANSFER_SYNTAX } from './transfer-syntax.ts';
import { IMPLEMENTATION_CLASS_UID } from './uids.ts';

const MINIMAL: Attributes = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '2.25.1', SpecificCharacterSet: 'ISO_IR 192' };
const parse = (bytes: Uint8Array) => dicomParser.parseDicom(bytes);
const encode = (attributes: Attributes) => encodePart10({ ...MINIMAL, ...attributes });
const utf8 = (bytes: Uint8Array, tag: string) => {
  const { dataOffset, length } = parse(bytes).elements[tag] as { dataOffset: number; length: number };
  return Buffer.from(bytes.subarray(dataOffset, dataOffset + length)).toString('utf8');
};

describe('encodePart10', () => {
  it('writes the file meta group with its true length', () => {
    const read = parse(encode({}));
    expect(read.string('x00020010')).toBe(TRANSFER_SYNTAX.explicitLittleEndian);
    expect(read.string('x00020003')).toBe('2.25.1');
    expect(read.string('x00020012')).toBe(IMPLEMENTATION_CLASS_UID);
    const firstBody = read.elements['x00080005'] as { dataOffset: number };
    expect(read.uint32('x00020000')).toBe(firstBody.dataOffset - 8 - 144);
  });

  it('writes SyntheticData as CS, whatever the dictionary knows', () => {
    expect(parse(encode({ SyntheticData: 'YES' })).elements['x0008001c']).toMatchObject({ vr: 'CS', length: 4 });
  });

  it('writes names of any script in UTF-8 and pads to even length', () => {
    const bytes = encode({ PatientName: 'Müller^Jürgen=山田^太郎', PatientID: 'abc' });
    expect(utf8(bytes, 'x00100010').trimEnd()).toBe('Müller^Jürgen=山田^太郎');
    expect(utf8(bytes, 'x00100020')).toBe('abc ');
    for (const element of Object.values(parse(bytes).elements)) expect(element.length % 2).toBe(0);
  });

  it('writes attributes in tag order whatever the order given', () => {
    const bytes = encode({ PixelData: new Uint8Array(2), StudyInstanceUID: '1.2', AccessionNumber: '', PatientID: '1' });
    const tags = Object.keys(parse(bytes).elements).filter(tag => tag > 'x0003');
    expect(tags).toEqual(['x00080005', 'x00080016', 'x00080018', 'x00080050', 'x00100020', 'x0020000d', 'x7fe00010']);
    expect(bytes).toEqual(encode({ AccessionNumber: '', PatientID: '1', StudyInstanceUID: '1.2', PixelData: new Uint8Array(2) }));
  });

  it('writes nested items, numbers, tags and private attributes', () => {
    const read = parse(
      encode({
        SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: 'a' }, { SegmentNumber: 513, AnatomicRegionSequence: [{ CodeValue: '10200004' }] }],
        DimensionIndexPointer: '0062000B',
        PixelPaddingValue: { vr: 'SS', value: -2000 },
        '00290010': { vr: 'LO', value: 'LESION FORGE' },
        '00291010': { vr: 'UT', value: 'x'.repeat(100_001) },
      }),
    );
    const items = read.elements['x00620002']?.items ?? [];
    expect(items.map(item => item.dataSet?.uint16('x00620004'))).toEqual([1, 513]);
    expect(items[1]?.dataSet?.elements['x00082218']?.items?.[0]?.dataSet?.string('x00080100')).toBe('10200004');
    expect(read.attributeTag('x00209165')).toBe('x0062000b');
    expect(read.int16('x00280120')).toBe(-2000);
    expect(read.elements['x00291010']).toMatchObject({ vr: 'UT', length: 100_002 });
  });

  it('holds pixel data byte for byte', () => {
    const pixels = Uint8Array.from({ length: 70_001 }, (_, n) => n * 7);
    const bytes = encode({ PixelData: { vr: 'OB', value: pixels } });
    const { dataOffset, length } = parse(bytes).elements['x7fe00010'] as { dataOffset: number; length: number };
    expect(length).toBe(70_002);
    expect(Buffer.compare(bytes.subarray(dataOffset, dataOffset + 70_001), pixels)).toBe(0);
  });

  it('deflates the body behind a readable meta group', () => {
    const bytes = encodePart10({ ...MINIMAL, PixelData: new Uint8Array(100_000) }, TRANSFER_SYNTAX.deflated);
    expect(bytes.length).toBeLessThan(1000);
    const read = dicomParser.parseDicom(bytes, {
      inflater: (all: Uint8Array, position: number) => Buffer.concat([all.subarray(0, position), inflateRawSync(all.subarray(position))]),
    } as unknown as dicomParser.ParseDicomOptions);
    expect(read.string('x00020010')).toBe(TRANSFER_SYNTAX.deflated);
    expect(read.elements['x7fe00010']?.length).toBe(100_000);
  });

  it('refuses what an attribute cannot hold', () => {
    expect(() => encode({ Modality: 'é' })).toThrow(RangeError);
    expect(() => encode({ NoSuchAttribute: '1' })).toThrow(RangeError);
    expect(() => encode({ '00291010': 'text' })).toThrow(RangeError);
    expect(() => encode({ StudyID: 'x'.repeat(70_000) })).toThrow(RangeError);
    expect(() => encodePart10({ SOPClassUID: '1.2' })).toThrow(RangeError);
  });

  it.skipIf(!hasProgram('dcmdump', 'DCMTK reads the encoder\'s files'))('is read by DCMTK, plain and deflated', () => {
    const folder = mkdtempSync(join(tmpdir(), 'encode-'));
    try {
      for (const syntax of [TRANSFER_SYNTAX.explicitLittleEndian, TRANSFER_SYNTAX.deflated]) {
        writeFileSync(join(folder, 'a.dcm'), encodePart10({ ...MINIMAL, PatientName: 'Ångström^A', SegmentSequence: [{ SegmentNumber: 7 }] }, syntax));
        const { status, stdout } = spawnSync('dcmdump', [join(folder, 'a.dcm')], { encoding: 'utf8' });
        expect(status).toBe(0);
        expect(stdout).toContain('Ångström^A');
        expect(stdout).toMatch(/\(0062,0004\) US 7/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('decimalString', () => {
  it('fits 16 characters and keeps about ten digits, for any finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), value => {
        const text = decimalString(value);
        expect(text.length).toBeLessThanOrEqual(16);
        expect(text).toMatch(/^[0-9+\-.eE]+$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
      }),
    );
  });

  it('writes short numbers as they are', () => {
    expect([0.1, -150.703125, 0, -0, 1e-7].map(decimalString)).toEqual(['0.1', '-150.703125', '0', '0', '1e-7']);
  });
});
