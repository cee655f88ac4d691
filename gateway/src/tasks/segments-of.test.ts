import { describe, expect, it } from 'vitest';
import { CODES } from '../anatomy/codes.ts';
import { kidney } from '../anatomy/organs/kidney.ts';
import { namedOther, other } from '../anatomy/organs/other.ts';
import type { ReadSegment } from '../dicom/seg/read-segments.ts';
import { segmentsOf } from './segments-of.ts';

const segments: ReadSegment[] = [
  { number: 1, label: 'Left kidney', type: CODES.kidney },
  { number: 2, label: 'Liver', type: CODES.liver },
  { number: 3, label: 'Right kidney', type: CODES.kidney },
  { number: 4, label: 'Adrenal', type: CODES.organ },
];
const numbers = (organ: Parameters<typeof segmentsOf>[0], from = segments) => segmentsOf(organ, from).map(({ number }) => number);

describe('segmentsOf', () => {
  it('takes both kidneys', () => expect(numbers(kidney)).toEqual([1, 3]));

  it('tells another organ by its label, in any case of letters', () => {
    expect(numbers(namedOther('adrenal'))).toEqual([4]);
    expect(numbers(namedOther('LIVER'))).toEqual([2]);
  });

  it('takes what is coded as just an organ when it is the only one', () => {
    expect(numbers(other)).toEqual([4]);
    expect(numbers(other, [...segments, { number: 5, label: 'Thyroid', type: CODES.organ }])).toEqual([]);
  });
});
