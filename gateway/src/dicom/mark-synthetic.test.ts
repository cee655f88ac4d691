import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Attributes } from './attributes.ts';
import { encodePart10 } from './encode.ts';
import { SYNTHETIC_PREFIX } from './is-synthetic.ts';
import { assertMarkedSynthetic, inheritSynthetic, markSynthetic, type SyntheticMark } from './mark-synthetic.ts';
import { readInstance } from './read.ts';
import { recipeOf } from './recipe.ts';
import { TRANSFER_SYNTAX } from './transfer-syntax.ts';

const mark: SyntheticMark = {
  generator: { name: 'ellipsoid', version: '1.0' },
  seed: 42,
  modelDigest: 'ab'.repeat(32),
  recipe: { seed: 42, text: 'Ü"\\<x>', nested: [{ radiusMm: 8.123456789 }] },
};
const IMAGE: Attributes = {
  SpecificCharacterSet: 'ISO_IR 192', SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3', StudyInstanceUID: '1.2', SeriesInstanceUID: '1.2.1',
  Modality: 'CT', ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], SeriesDescription: 'Liver', ContentDate: '20250304', ContentTime: '050607',
  SourceImageSequence: [{ ReferencedSOPInstanceUID: '1.2.9' }],
};
const read = (attributes: Attributes) => readInstance(encodePart10(attributes));

describe('markSynthetic', () => {
  const { dataset } = read(markSynthetic(IMAGE, mark));

  it('says so in the tag, the image type and the words a viewer shows', () => {
    expect(dataset.text('0008001C')).toBe('YES');
    expect(dataset.texts('00080008')).toEqual(['DERIVED', 'SECONDARY', 'AXIAL']);
    expect(dataset.text('0008103E')).toBe('SYNTHETIC - NOT ACQUIRED Liver');
    expect(dataset.text('00280301')).toBe('NO');
    expect(dataset.has('00280300')).toBe(false);
  });

  it('names the synthesizing equipment behind any that was there', () => {
    const scanner: Attributes = { Manufacturer: 'Scanner', PurposeOfReferenceCodeSequence: [{ CodeValue: '109101' }] };
    const items = read(markSynthetic({ ...IMAGE, ContributingEquipmentSequence: [scanner] }, mark)).dataset.items('0018A001');
    expect(items.map(item => item.items('0040A170')[0]!.text('00080100'))).toEqual(['109101', '109100']);
    expect(items[1]!.text('00080070')).toBe('Lesion Forge');
    expect(items[1]!.text('0018A002')).toBe('20250304050607');
  });

  it('describes generator, seed and digests', () => {
    const digest = createHash('sha256').update(JSON.stringify(mark.recipe)).digest('hex');
    const text = dataset.text('00082111')!;
    for (const part of ['ellipsoid 1.0', 'seed 42', digest, 'ab'.repeat(32)]) expect(text).toContain(part);
    expect(text.length).toBeLessThanOrEqual(1024);
  });

  it('holds the recipe as it was, plain and deflated, and declares it free of identifying data', () => {
    expect(recipeOf(dataset)).toEqual(mark.recipe);
    expect(recipeOf(readInstance(encodePart10(markSynthetic(IMAGE, mark), TRANSFER_SYNTAX.deflated)).dataset)).toEqual(mark.recipe);
    expect(dataset.items('00080300')[0]!.text('00080303')).toBe('SAFE');
  });

  it('cuts a long description, never the warning', () => {
    const description = read(markSynthetic({ ...IMAGE, SeriesDescription: 'x'.repeat(64) }, mark)).dataset.text('0008103E')!;
    expect(description.length).toBe(64);
    expect(description.startsWith(SYNTHETIC_PREFIX)).toBe(true);
  });

  it('leaves the type of a segmentation alone', () => {
    const seg = markSynthetic({ ...IMAGE, Modality: 'SEG', ImageType: ['DERIVED', 'PRIMARY'] }, mark);
    expect(seg['ImageType']).toEqual(['DERIVED', 'PRIMARY']);
  });

  it('marks what was computed from it, once', () => {
    const twice = inheritSynthetic(inheritSynthetic(IMAGE));
    expect(twice['SeriesDescription']).toBe('SYNTHETIC - NOT ACQUIRED Liver');
    expect(read(twice).dataset.has('00710010')).toBe(false);
  });
});

describe('assertMarkedSynthetic', () => {
  const complete = markSynthetic(IMAGE, mark);
  it('accepts a marked object', () => expect(() => assertMarkedSynthetic(read(complete))).not.toThrow());

  it.each([
    ['SyntheticData', { SyntheticData: 'NO' }],
    ['its series description', { SeriesDescription: 'Liver' }],
    ['its image type', { ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] }],
    ['its image type', { ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'] }],
    ['its derivation description', { DerivationDescription: undefined }],
    ['BurnedInAnnotation', { BurnedInAnnotation: undefined }],
    ['its synthesizing equipment', { ContributingEquipmentSequence: undefined }],
    ['its source images', { SourceImageSequence: [] }],
    ['its recipe', { '00711001': { vr: 'UT', value: 'no JSON' } }],
    ['its recipe', { '00710010': { vr: 'LO', value: 'SOMEONE ELSE' } }],
  ] as [string, Attributes][])('refuses an object without %s', (name, change) => {
    expect(() => assertMarkedSynthetic(read({ ...complete, ...change }))).toThrow(name);
  });
});

describe('recipeOf', () => {
  const block = (attributes: Attributes) => recipeOf(read({ ...IMAGE, ...attributes }).dataset);

  it('finds the block under another number, or as bytes of unknown representation', () => {
    const json = '{"a":"ü"}';
    expect(block({ '00710010': { vr: 'LO', value: 'OTHER' }, '00710011': { vr: 'LO', value: 'LESION FORGE' }, '00711101': { vr: 'UT', value: json } })).toEqual({ a: 'ü' });
    expect(block({ '00710010': { vr: 'LO', value: 'LESION FORGE' }, '00711001': { vr: 'UN', value: new TextEncoder().encode(`${json}\0`) } })).toEqual({ a: 'ü' });
  });

  it.each(['', '[1]', '"text"', 'null', '{'])('makes nothing of %j', json => {
    expect(block({ '00710010': { vr: 'LO', value: 'LESION FORGE' }, '00711001': { vr: 'UT', value: json } })).toBeUndefined();
  });
});
