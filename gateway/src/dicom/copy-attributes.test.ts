import { describe, expect, it } from 'vitest';
import type { Attributes } from './attributes.ts';
import { lossyHistory, patientAndStudy } from './copied-modules.ts';
import { copyAttributes } from './copy-attributes.ts';
import { encodePart10 } from './encode.ts';
import { readInstance } from './read.ts';

const IDS: Attributes = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3', StudyInstanceUID: '1.2', SeriesInstanceUID: '1.2.1', SpecificCharacterSet: 'ISO_IR 192' };
const source = (attributes: Attributes) => readInstance(encodePart10({ ...IDS, ...attributes })).dataset;
/** What a copy looks like once it was written and read again. */
const copied = (attributes: Attributes, keywords: readonly string[]) => source({ ...IDS, ...copyAttributes(source(attributes), keywords) });

describe('copyAttributes', () => {
  it('keeps text and numbers to the letter', () => {
    const keywords = ['WindowCenter', 'ImageComments', 'Rows', 'PatientName'];
    const copy = copied({ WindowCenter: ['40.50', '-600'], ImageComments: 'a\\b\nc', Rows: 512, PatientName: 'Ärzte^山田' }, keywords);
    expect(copy.texts('00281050')).toEqual(['40.50', '-600']);
    expect(copy.text('00204000')).toBe('a\\b\nc');
    expect(copy.number('00280010')).toBe(512);
    expect(copy.text('00100010')).toBe('Ärzte^山田');
  });

  it('copies sequences with all but their private attributes', () => {
    const code: Attributes = { CodeValue: '1', CodeMeaning: 'Übersicht', '00090010': { vr: 'LO', value: 'VENDOR' }, '00091001': { vr: 'LO', value: 'x' } };
    const [item] = copied({ ProcedureCodeSequence: [{ ...code, EquivalentCodeSequence: [code] }] }, ['ProcedureCodeSequence']).items('00081032');
    expect(item!.tags).toEqual(['00080100', '00080104', '00080121']);
    expect(item!.items('00080121')[0]!.tags).toEqual(['00080100', '00080104']);
    expect(item!.text('00080104')).toBe('Übersicht');
  });

  it('leaves out what is empty, missing, binary, or no text of its kind', () => {
    const attributes: Attributes = { StudyID: '', RedPaletteColorLookupTableData: { vr: 'OW', value: new Uint8Array(4) }, BodyPartExamined: { vr: 'LO', value: 'Über' } };
    expect(Object.keys(copyAttributes(source(attributes), ['StudyID', 'AccessionNumber', 'RedPaletteColorLookupTableData', 'BodyPartExamined']))).toEqual([]);
  });
});

describe('patientAndStudy', () => {
  it('translates the character set of the source', () => {
    const latin = readInstance(
      encodePart10({ ...IDS, SpecificCharacterSet: 'ISO_IR 100', PatientName: { vr: 'PN', value: Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72) }, PatientID: '7' }),
    ).dataset;
    const copy = source(patientAndStudy(latin));
    expect(copy.text('00080005')).toBe('ISO_IR 192');
    expect(copy.text('00100010')).toBe('Müller');
    expect(Buffer.from(copy.bytes('00100010')!).toString('utf8').trim()).toBe('Müller');
  });

  it('has every required attribute, empty where the source has none', () => {
    const copy = source(patientAndStudy(source({})));
    for (const tag of ['00100010', '00100020', '00100030', '00100040', '00080020', '00080030', '00080090', '00200010', '00080050']) expect(copy.has(tag)).toBe(true);
    expect(copy.text('0020000D')).toBe('1.2');
  });
});

describe('lossyHistory', () => {
  it('says 01 with ratio and method, or 00', () => {
    const lossy = source({ LossyImageCompression: '01', LossyImageCompressionRatio: '8.5', LossyImageCompressionMethod: 'ISO_10918_1' });
    const copy = source({ ...IDS, ...lossyHistory(lossy, true) });
    expect(['00282110', '00282112', '00282114'].map(tag => copy.text(tag))).toEqual(['01', '8.5', 'ISO_10918_1']);
    expect(lossyHistory(lossy, false)).toEqual({ LossyImageCompression: '00' });
  });
});
