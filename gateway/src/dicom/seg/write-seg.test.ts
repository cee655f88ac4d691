import { beforeAll, describe, expect, it } from 'vitest';
import { LIVER_SEGMENTS, phantomSeries, STACKS, type PhantomSeries } from '../../../../test/support/phantom-series.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { Dataset } from '../dataset.ts';
import { readInstance } from '../read.ts';
import type { SegRequest } from './seg-request.ts';
import { writeSeg } from './write-seg.ts';

let phantom: PhantomSeries;
beforeAll(async () => {
  phantom = await phantomSeries(STACKS[1]!.direction);
});

const request = (changes: Partial<SegRequest> = {}): SegRequest => ({
  labelmap: phantom.labelmap,
  source: { ...phantom.source, warnings: [] },
  segments: LIVER_SEGMENTS,
  seriesDescription: 'Liver and lesions',
  jobKey: 'job-1',
  createdAt: new Date('2025-03-04T05:06:07Z'),
  ...changes,
});
const write = (changes: Partial<SegRequest> = {}) => {
  const written = writeSeg(request(changes));
  return { written, dataset: readInstance(written.bytes).dataset };
};
const only = (changes: (value: number) => number) => makeVolume(phantom.labelmap.geometry, phantom.labelmap.voxels.map(changes));
const perFrame = (dataset: Dataset) => dataset.items('52009230');
const sourceImages = (dataset: Dataset) => perFrame(dataset).map(group => group.items('00089124')[0]!.items('00082112')[0]!);

describe('writeSeg', () => {
  it('belongs to patient, study and frame of reference of its source, in UTF-8', () => {
    const { dataset } = write();
    const source = phantom.source.header;
    expect(dataset.text('00080005')).toBe('ISO_IR 192');
    expect(dataset.text('00100010')).toBe('Müller^Jürgen=山田^太郎');
    expect(dataset.text('00081030')).toBe('Étude');
    expect(dataset.text('00100020')).toBe('PHANTOM-1');
    expect(dataset.text('0020000D')).toBe(source.studyInstanceUid);
    expect(dataset.text('00200052')).toBe(source.frameOfReferenceUid);
    expect(dataset.text('0020000E')).not.toBe(source.seriesInstanceUid);
  });

  it('is the same bytes for the same request, and other UIDs for another job or role', () => {
    const { written } = write();
    expect(Buffer.compare(written.bytes, write().written.bytes)).toBe(0);
    const others = [write({ jobKey: 'job-2' }), write({ role: 'truth' })].map(({ written }) => written);
    expect(new Set([written, ...others].map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(3);
    expect(new Set([written, ...others].map(({ seriesInstanceUid }) => seriesInstanceUid)).size).toBe(3);
  });

  it('has one frame for each segment and slice with voxels', () => {
    const { written, dataset } = write();
    const [columns, rows, slices] = phantom.labelmap.geometry.dimensions;
    const size = columns * rows;
    let expected = 0;
    for (const value of [1, 2]) for (let k = 0; k < slices; k++) if (phantom.labelmap.voxels.subarray(k * size, (k + 1) * size).includes(value)) expected++;
    // 22 x 30 voxels are no multiple of 16: blank frames may be added, see readableFrames.
    expect(written.frames - expected).toBeLessThanOrEqual(2);
    expect(write({ encoding: 'labelmap' }).written.frames).toBe(10);
    expect(dataset.number('00280008')).toBe(written.frames);
    expect(perFrame(dataset)).toHaveLength(written.frames);
    expect(written.segments.map(({ number, name, voxels }) => ({ number, name, voxels }))).toEqual([
      { number: 1, name: 'liver', voxels: phantom.labelmap.voxels.filter(v => v === 1).length },
      { number: 2, name: 'liver-lesion', voxels: phantom.labelmap.voxels.filter(v => v === 2).length },
    ]);
  });

  it('repeats position and orientation of its source in the source\'s own text', () => {
    const { dataset } = write();
    const byUid = new Map(phantom.source.slices.map(slice => [slice.sopInstanceUid, slice]));
    const images = sourceImages(dataset);
    perFrame(dataset).forEach((group, f) => {
      const slice = byUid.get(images[f]!.text('00081155')!)!;
      expect(group.items('00209113')[0]!.texts('00200032')).toEqual(slice.imagePositionText);
      expect(images[f]!.text('00081150')).toBe(slice.sopClassUid);
      expect(images[f]!.text('0028135A')).toBe('YES');
      expect(images[f]!.has('00081160')).toBe(false);
    });
    const shared = dataset.items('52009229')[0]!;
    expect(shared.items('00209116')[0]!.texts('00200037')).toEqual(phantom.source.header.imageOrientationText);
    expect(shared.items('00289110')[0]!.texts('00280030')).toEqual(phantom.source.header.pixelSpacingText);
    expect(shared.items('00289110')[0]!.number('00180088')).toBeCloseTo(2.5, 9);
  });

  it('references all and only the instances its frames come from', () => {
    const { dataset } = write();
    const [series] = dataset.items('00081115');
    const referenced = series!.items('0008114A').map(item => item.text('00081155'));
    expect(series!.text('0020000E')).toBe(phantom.source.header.seriesInstanceUid);
    expect(new Set(referenced)).toEqual(new Set(sourceImages(dataset).map(image => image.text('00081155'))));
    expect(referenced.length).toBe(new Set(referenced).size);
    expect(referenced.length).toBeLessThan(phantom.source.slices.length);
  });

  it('names frames of a multi-frame source', () => {
    const slices = phantom.source.slices.map((slice, k) => ({ ...slice, sopInstanceUid: '2.25.77', frameNumber: 14 - k }));
    const { dataset } = write({ source: { ...phantom.source, slices } });
    expect(dataset.items('00081115')[0]!.items('0008114A')).toHaveLength(1);
    const named = sourceImages(dataset).map(image => image.number('00081160')!);
    const positions = perFrame(dataset).map(group => group.items('00209113')[0]!.texts('00200032'));
    named.forEach((frameNumber, f) => expect(positions[f]).toEqual(slices[14 - frameNumber]!.imagePositionText));
  });

  it('indexes frames by segment and then by rising position', () => {
    const { dataset } = write();
    expect(dataset.items('00209222').map(item => item.numbers('00209165').length)).toEqual([1, 1]);
    const values = perFrame(dataset).map(group => group.items('00209111')[0]!.numbers('00209157') as [number, number]);
    expect(values).toEqual([...values].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(new Set(values.map(([, position]) => position)).size).toBe(Math.max(...values.map(([, position]) => position)));
    expect(perFrame(dataset).map(group => group.items('0062000A')[0]!.number('0062000B'))).toEqual(values.map(([segment]) => segment));
  });

  it('describes its segments in codes, colour and algorithm, and names no person', () => {
    const { dataset } = write();
    const [organ, lesion] = dataset.items('00620002');
    const code = (item: Dataset, tag: string) => [item.items(tag)[0]?.text('00080100'), item.items(tag)[0]?.text('00080102')];
    expect(organ!.text('00620005')).toBe('Liver');
    expect([code(organ!, '00620003'), code(organ!, '0062000F')]).toEqual([['91723000', 'SCT'], ['10200004', 'SCT']]);
    expect([code(lesion!, '00620003'), code(lesion!, '0062000F'), code(lesion!, '00082218')]).toEqual([['49755003', 'SCT'], ['52988006', 'SCT'], ['10200004', 'SCT']]);
    const identification = organ!.items('00620007')[0]!;
    expect(code(identification, '0066002F')).toEqual(['123110', 'DCM']);
    expect([identification.text('00660036'), identification.text('00660031')]).toEqual(['liver-lesion', '1.2.0']);
    expect([organ!.text('00620008'), organ!.text('00620009')]).toEqual(['AUTOMATIC', 'liver-lesion 1.2.0']);
    expect(organ!.numbers('0062000D')).toHaveLength(3);
    expect(organ!.text('00620020')).toBe('liver');
    expect(organ!.text('00620021')).not.toBe(lesion!.text('00620021'));
    expect(dataset.has('00700084')).toBe(true);
    expect(dataset.text('00700084')).toBeUndefined();
    expect(dataset.text('00620013')).toBe('NO');
  });

  it('takes its times from the request, in the zone of the study', () => {
    const { dataset } = write();
    expect([dataset.text('00080023'), dataset.text('00080033'), dataset.text('00080021')]).toEqual(['20250304', '050607', '20250304']);
  });

  it('leaves out a segment that was not found and says so', () => {
    const { written, dataset } = write({ labelmap: only(value => (value === 1 ? 1 : 0)) });
    expect(written.outcome).toBe('segmented');
    expect(written.segments.map(({ name }) => name)).toEqual(['liver']);
    expect(dataset.items('00620002')).toHaveLength(1);
    expect(dataset.text('00700081')).toBe('Not found: Liver lesion');
  });

  it('numbers the segments of a binary object from one, whatever their values', () => {
    const { written } = write({ labelmap: only(value => (value === 2 ? 2 : 0)) });
    expect(written.segments).toMatchObject([{ number: 1, name: 'liver-lesion' }]);
  });

  it.each(['binary', 'labelmap', 'labelmap-rle'] as const)('can be stored when nothing was found (%s)', encoding => {
    const { written, dataset } = write({ labelmap: only(() => 0), encoding });
    expect(written.outcome).toBe('nothing-found');
    expect(written.segments.map(({ voxels }) => voxels)).toEqual([0, 0]);
    expect(dataset.number('00280008')).toBeGreaterThanOrEqual(encoding === 'binary' ? 2 : 1);
    expect(dataset.text('00700081')).toBe('Not found: Liver, Liver lesion');
  });

  it('tells what deserves a word about the source', () => {
    const { dataset } = write({ source: { ...phantom.source, warnings: [{ code: 'series/tilt', message: 'x' }, { code: 'series/tilt', message: 'y' }] } });
    expect(dataset.text('00700081')).toBe('Source: series/tilt');
  });

  it('carries the loss of its source on', () => {
    const header = { ...phantom.source.header, lossy: true };
    expect(write({ source: { ...phantom.source, header } }).dataset.text('00282110')).toBe('01');
    expect(write().dataset.text('00282110')).toBe('00');
  });

  it('inherits SyntheticData from a synthetic source', () => {
    const header = { ...phantom.source.header, synthetic: true };
    const { dataset } = write({ source: { ...phantom.source, header } });
    expect(dataset.text('0008001C')).toBe('YES');
    expect(dataset.text('0008103E')).toBe('SYNTHETIC - NOT ACQUIRED Liver and lesions');
    expect(write().dataset.has('0008001C')).toBe(false);
  });

  it('gives a label map a background, padding and the values as numbers', () => {
    const { dataset, written } = write({ encoding: 'labelmap', labelmap: only(value => (value === 2 ? 200 : 0)), segments: [LIVER_SEGMENTS[0]!, { ...LIVER_SEGMENTS[1]!, value: 200 }] });
    expect(written.sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.66.7');
    expect(dataset.items('00620002').map(item => item.number('00620004'))).toEqual([0, 200]);
    expect(dataset.items('00620002')[0]!.items('0062000F')[0]!.text('00080100')).toBe('125040');
    expect(dataset.number('00280120')).toBe(0);
    expect(perFrame(dataset).every(group => !group.has('0062000A'))).toBe(true);
  });

  it('refuses a labelmap in another order, of another size or with unknown values', () => {
    const { slices } = phantom.source;
    expect(() => write({ source: { ...phantom.source, slices: [...slices].reverse() } })).toThrow(RangeError);
    expect(() => write({ source: { ...phantom.source, slices: slices.slice(1) } })).toThrow(RangeError);
    expect(() => write({ segments: [LIVER_SEGMENTS[0]!] })).toThrow('Labelmap value 2 is not described');
    expect(() => write({ segments: [LIVER_SEGMENTS[0]!, LIVER_SEGMENTS[0]!] })).toThrow(RangeError);
  });

  it('makes labels harmless', () => {
    const label = `<img src=x onerror=alert(1)>\\=cmd\u202e${'x'.repeat(100)}`;
    const segments = [{ ...LIVER_SEGMENTS[0]!, description: { ...LIVER_SEGMENTS[0]!.description, label } }, LIVER_SEGMENTS[1]!];
    const written = write({ segments }).dataset.items('00620002')[0]!.text('00620005')!;
    expect(written.length).toBeLessThanOrEqual(64);
    expect(written).not.toMatch(/[<>\\\u202e]/);
  });
});
