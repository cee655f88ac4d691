import { describe, expect, it } from 'vitest';
import { ctInstance } from '../../../test/phantoms/ct-instance.ts';
import { encodePart10 } from '../dicom/encode.ts';
import { isSynthetic } from './synthetic-guard.ts';

const withAttributes = (attributes: Readonly<Record<string, string>>) => ctInstance({ slice: 0, attributes }).bytes;

describe('isSynthetic', () => {
  it('knows each mark by itself', () => {
    expect(isSynthetic(withAttributes({ SyntheticData: 'YES' }))).toBe(true);
    expect(isSynthetic(withAttributes({ SeriesDescription: 'Synthetic tumour' }))).toBe(true);
    const code = [{ CodeValue: '109100', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Synthesizing Equipment' }];
    const equipment = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '2.25.1', ContributingEquipmentSequence: [{ PurposeOfReferenceCodeSequence: code, Manufacturer: 'x' }] };
    expect(isSynthetic(encodePart10(equipment))).toBe(true);
  });

  it('does not take acquired data for synthetic', () => {
    expect(isSynthetic(withAttributes({}))).toBe(false);
    expect(isSynthetic(withAttributes({ SyntheticData: 'NO', SeriesDescription: 'Photosynthetics 1.0' }))).toBe(false);
  });

  it('does not judge what it cannot read, and inflates nothing', () => {
    expect(() => isSynthetic(new Uint8Array(500))).toThrow(expect.objectContaining({ code: 'request/invalid' }));
    const deflated = encodePart10({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '2.25.1', PatientID: 'x' }, '1.2.840.10008.1.2.1.99');
    expect(() => isSynthetic(deflated)).toThrow(expect.objectContaining({ code: 'request/invalid' }));
  });
});
