import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerArchive, type HeaderArchive } from '../../../test/archive/header-archive.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { findOrganMask } from './find-organ-mask.ts';

const LIVER = liver.segment.type.value;
const LESION = liver.lesion.type.value;
const source = { studyUid: '1.2.3', seriesUid: '1.2.3.1' };
const synthetic = '1.2.3.900';

describe('findOrganMask', () => {
  let archive: HeaderArchive;
  beforeAll(async () => {
    archive = await headerArchive();
  });
  afterAll(() => archive.stop());
  const found = (headers: Parameters<HeaderArchive['hold']>[0]) => {
    archive.hold(headers);
    return findOrganMask(archive.client, source, liver);
  };

  it('finds nothing in a study without segmentations', async () => expect(await found([])).toBeUndefined());

  it('takes the segmentation of the series that outlines the organ, whatever else it outlines', async () => {
    expect(await found([{ seriesUid: '1.9.1', of: source.seriesUid, types: [LESION, LIVER] }])).toBe('1.9.1');
  });

  it('takes the newest of several, and the same one whatever order they are listed in', async () => {
    const headers = ['20250101', '20260303', '20260303', '20260102'].map((date, n) => ({ seriesUid: `1.9.${n}`, of: source.seriesUid, types: [LIVER], date }));
    expect(await found(headers)).toBe('1.9.1');
    expect(await found(headers.toReversed())).toBe('1.9.1');
  });

  it('never takes that of another series, such as a synthetic one of the same study', async () => {
    expect(await found([{ seriesUid: '1.9.1', of: synthetic, types: [LIVER, LESION], date: '20270101' }])).toBeUndefined();
    expect(await found([{ seriesUid: '1.9.1', of: synthetic, types: [LIVER], date: '20270101' }, { seriesUid: '1.9.2', of: source.seriesUid, types: [LIVER] }])).toBe('1.9.2');
  });

  it('passes over segmentations without the organ', async () => {
    expect(await found([{ seriesUid: '1.9.1', of: source.seriesUid, types: [LESION] }, { seriesUid: '1.9.2', of: source.seriesUid, types: [] }])).toBeUndefined();
  });

  it('looks at a bounded number of headers', async () => {
    const before = archive.paths.length;
    await found(Array.from({ length: 60 }, (_, n) => ({ seriesUid: `1.9.${n}`, of: synthetic, types: [LIVER] })));
    expect(archive.paths.length - before).toBeLessThan(30);
  });
});
