import { describe, expect, it } from 'vitest';
import { filterFault, matches, type Filter } from './query-keys.ts';

const study = {
  '0020000D': { vr: 'UI', Value: ['1.2.3'] },
  '00080020': { vr: 'DA', Value: ['20240215'] },
  '00080061': { vr: 'CS', Value: ['CT', 'SEG'] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Anne' }] },
  '00100020': { vr: 'LO', Value: ['A.1'] },
  '00200011': { vr: 'IS', Value: [7] },
};

describe('matches', () => {
  it.each<[Filter, boolean]>([
    [{}, true],
    [{ StudyInstanceUID: '1.2.3' }, true],
    [{ StudyInstanceUID: '9,1.2.3' }, true],
    [{ StudyInstanceUID: '1.2' }, false],
    [{ StudyDate: '20240215' }, true],
    [{ StudyDate: '20240201-20240229' }, true],
    [{ StudyDate: '-20240215' }, true],
    [{ StudyDate: '20240216-' }, false],
    [{ ModalitiesInStudy: 'SEG' }, true],
    [{ ModalitiesInStudy: 'MR' }, false],
    [{ PatientName: 'müller*' }, true],
    [{ PatientName: 'M?ller^Anne' }, true],
    [{ PatientName: 'ller' }, false],
    [{ PatientID: 'A.1' }, true],
    [{ PatientID: 'AB1' }, false],
    [{ PatientID: '(A.1|x)' }, false],
    [{ SeriesNumber: '07' }, true],
    [{ AccessionNumber: '*' }, false],
    [{ StudyDate: '20240215', PatientID: 'B' }, false],
  ])('%o: %s', (filter, expected) => {
    expect(matches(study, filter)).toBe(expected);
  });
});

describe('filterFault', () => {
  it.each([
    ['StudyInstanceUID', '1.2/../..'], ['StudyInstanceUID', ''], ['StudyDate', '2024-02-15'], ['SeriesNumber', '1e3'], ['PatientID', 'a\nb'], ['PatientID', 'x'.repeat(300)], ['NoSuchKey', '1'], ['constructor', '1'],
  ])('%s = %j is wrong', (key, value) => {
    expect(filterFault(key, value)).toContain(key);
  });
  it.each([['StudyInstanceUID', '1.2,3.4'], ['StudyDate', '20240101-'], ['PatientName', 'Ä*'], ['SeriesNumber', '-3']])('%s = %s is right', (key, value) => {
    expect(filterFault(key, value)).toBeUndefined();
  });
});
