import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { ctSlices, encodeSlice } from '../../../test/phantoms/ct-slices.ts';
import { loadFiles, readSeriesFrom } from './load-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'load-files-'));
afterAll(() => rmSync(dir, { recursive: true }));

const large = ctSlices({ count: 4 }).map(encodeSlice);
const small = ctSlices({ count: 2, seriesUid: '2.25.5001.8' }).map(encodeSlice);
const other = ctSlices({ count: 6, seriesUid: '2.25.5001.9' }).map(slice => encodeSlice({ ...slice, Modality: 'MR' }));
const contents: Record<string, Uint8Array> = {
  'readme.txt': Buffer.from('not DICOM'),
  ...Object.fromEntries([...large, ...small, ...other].map((bytes, i) => [`series/${i}`, bytes])),
  'series/cut.dcm': large[0]!.subarray(0, 400),
  '../../outside.dcm': encodeSlice(ctSlices({ count: 5 })[4]!),
};
const zip = join(dir, 'all.zip');
writeFileSync(zip, zipSync(contents));
const folder = join(dir, 'folder');
mkdirSync(join(folder, 'series'), { recursive: true });
for (const [name, bytes] of Object.entries(contents)) if (!name.startsWith('..')) writeFileSync(join(folder, name), bytes);

describe('readSeriesFrom', () => {
  it('takes the largest CT series of a folder', async () => {
    const instances = await readSeriesFrom(folder);
    expect(instances.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual(Array(4).fill('2.25.5001.7'));
  });

  it('takes the series that is named, CT or not', async () => {
    expect(await readSeriesFrom(folder, { seriesInstanceUid: '2.25.5001.8' })).toHaveLength(2);
    expect(await readSeriesFrom(folder, { seriesInstanceUid: '2.25.5001.9' })).toHaveLength(6);
  });

  it('reads a ZIP, whose names lead nowhere', async () => expect(await readSeriesFrom(zip)).toHaveLength(5));

  it('looks into a ZIP within a folder', async () => {
    const nested = mkdtempSync(join(dir, 'nested-'));
    writeFileSync(join(nested, 'dicom.zip'), zipSync({ a: large[0]!, b: large[1]! }));
    expect(await readSeriesFrom(nested)).toHaveLength(2);
  });

  it('reads a single file', async () => expect(await readSeriesFrom(join(folder, 'series/0'))).toHaveLength(1));

  it('tells which DICOM files were unreadable', async () => {
    const { unreadable, series } = await loadFiles(folder);
    expect(unreadable.map(({ name }) => name)).toEqual(['series/cut.dcm']);
    expect(series.map(({ instances }) => instances.length)).toEqual([6, 4, 2]);
  });

  it.each([
    ['a path that is not there', () => readSeriesFrom(join(dir, 'nowhere')), 'input/not-found'],
    ['a folder without DICOM', () => readSeriesFrom(mkdtempSync(join(dir, 'empty-'))), 'input/unreadable'],
    ['a series that is not there', () => readSeriesFrom(folder, { seriesInstanceUid: '2.25.1' }), 'series/not-found'],
    ['too many files', () => readSeriesFrom(folder, { limits: { maxFiles: 3 } }), 'input/unreadable'],
    ['too many bytes', () => readSeriesFrom(folder, { limits: { maxTotalBytes: 100 } }), 'input/unreadable'],
    ['too many files in a ZIP', () => readSeriesFrom(zip, { limits: { maxFiles: 3 } }), 'input/unreadable'],
    ['a ZIP that grows too large', () => {
      const bomb = join(dir, 'bomb.zip');
      writeFileSync(bomb, zipSync({ zeros: new Uint8Array(20_000_000) }));
      return readSeriesFrom(bomb, { limits: { maxTotalBytes: 1_000_000 } });
    }, 'input/unreadable'],
    ['a damaged ZIP', () => {
      const damaged = join(dir, 'damaged.zip');
      writeFileSync(damaged, zipSync(contents).subarray(0, 5000));
      return readSeriesFrom(damaged);
    }, 'input/unreadable'],
    ['only other modalities', () => {
      const mr = mkdtempSync(join(dir, 'mr-'));
      writeFileSync(join(mr, 'a.dcm'), other[0]!);
      return readSeriesFrom(mr);
    }, 'series/not-ct'],
  ] as const)('%s', async (_name, read, code) => expect(read()).rejects.toMatchObject({ code }));
});
