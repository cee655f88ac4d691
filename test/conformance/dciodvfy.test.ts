import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import type { SegRequest } from '../../gateway/src/dicom/seg/seg-request.ts';
import { volumeToSeries } from '../../gateway/src/dicom/volume-to-series.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { dciodvfyComplaints, hasDciodvfy } from '../support/dciodvfy.ts';
import { LIVER_SEGMENTS, phantomSeries, STACKS, type PhantomSeries } from '../support/phantom-series.ts';

const synthetic = { generator: { name: 'ellipsoid', version: '1.0' }, seed: 42, recipe: { seed: 42, text: 'Ü' } };
const createdAt = new Date('2025-03-04T05:06:07Z');

const available = hasDciodvfy();

describe.skipIf(!available)('dciodvfy has nothing to say about', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dciodvfy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let phantom: PhantomSeries;
  beforeAll(async () => {
    phantom = await phantomSeries(STACKS[5]!.direction);
  });

  const complaints = (bytes: Uint8Array): string[] => {
    const path = join(folder, 'object.dcm');
    writeFileSync(path, bytes);
    return dciodvfyComplaints(path);
  };
  const seg = (changes: Partial<SegRequest> = {}) =>
    writeSeg({ labelmap: phantom.labelmap, source: phantom.source, segments: LIVER_SEGMENTS, seriesDescription: 'Liver', jobKey: 'job', createdAt, ...changes }).bytes;

  it('a segmentation', () => expect(complaints(seg())).toEqual([]));
  it('the segmentation of a lossy source', () => {
    const { dataset } = phantom.source.header;
    const lossy = new Map([['00282110', '01'], ['00282112', '8.5'], ['00282114', 'ISO_10918_1']]);
    const withHistory = new Proxy(dataset, {
      get: (target, key) => {
        if (key === 'has') return (tag: string) => lossy.has(tag) || target.has(tag);
        if (key === 'texts') return (tag: string) => (lossy.has(tag) ? [lossy.get(tag)!] : target.texts(tag));
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    expect(complaints(seg({ source: { ...phantom.source, header: { ...phantom.source.header, dataset: withHistory, lossy: true } } }))).toEqual([]);
  });
  it('a segmentation in which nothing was found', () => {
    expect(complaints(seg({ labelmap: makeVolume(phantom.labelmap.geometry, new Uint8Array(phantom.labelmap.voxels.length)) }))).toEqual([]);
  });
  it('a synthetic segmentation', () => expect(complaints(seg({ synthetic }))).toEqual([]));
  it('a segmentation of frames of a multi-frame object', () => {
    const slices = phantom.source.slices.map((slice, k) => ({ ...slice, sopInstanceUid: '2.25.77', sopClassUid: '1.2.840.10008.5.1.4.1.1.2.1', frameNumber: k + 1 }));
    expect(complaints(seg({ source: { ...phantom.source, slices } }))).toEqual([]);
  });

  it('a derived series', () => {
    const series = volumeToSeries({ source: phantom.source, volume: phantom.source.volume, seriesDescription: 'Liver lesion', jobKey: 'job', createdAt, synthetic });
    for (const { bytes } of series.instances()) expect(complaints(bytes)).toEqual([]);
  });

  it('finds fault where there is fault', () => {
    expect(complaints(seg({ segments: [{ ...LIVER_SEGMENTS[0]!, description: { ...LIVER_SEGMENTS[0]!.description, category: { value: '', scheme: '', meaning: '' } } }, LIVER_SEGMENTS[1]!] }))).not.toEqual([]);
  });
});
