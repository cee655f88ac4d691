import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, SegmentResult, SeriesPreview, Source } from '@lesion-forge/openapi';
import { readDicomFiles } from '../../gateway/src/dicom/load-files.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import type { DicomInstance } from '../../gateway/src/dicom/series.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import type { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { ijkToLps } from '../../gateway/src/volume/geometry.ts';
import type { Labelmap } from '../../gateway/src/volume/volume.ts';
import { ctSlices, encodeSlice, enhancedCt, fieldAt, type CtSlicesOptions, type EditableAttributes } from '../phantoms/ct-slices.ts';
import { testGateway, type TestGateway } from '../support/gateway.ts';
import { sharedData } from '../support/shared-data.ts';
import { writeModel } from '../support/test-model.ts';
import { pointwise } from '../support/test-network.ts';
import { archiveClient } from './archive-client.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

/** The model outlines what is brighter than this. */
const THRESHOLD_HU = 80;

const slices = (seriesUid: string, options: CtSlicesOptions = {}): EditableAttributes[] =>
  ctSlices({ columns: 40, rows: 32, count: 20, pixelSpacingMm: [3, 4], stepLps: [0, 0, 5], originLps: [-60, -40, -30], seriesUid, ...options });

const sourceOf = (bytes: Uint8Array): Source => {
  const { studyInstanceUid: studyUid, seriesInstanceUid: seriesUid } = readInstance(bytes);
  return { studyUid, seriesUid };
};

/** Share of voxels that are outlined where the field is bright and not where it is dark, asked by world position. */
function agreement({ geometry, voxels }: Labelmap, shiftHu = 0): number {
  const [columns, rows, count] = geometry.dimensions;
  let right = 0;
  for (let k = 0, v = 0; k < count; k++)
    for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++, v++) if (voxels[v]! > 0 === fieldAt(ijkToLps(geometry, [i, j, k])) + shiftHu > THRESHOLD_HU) right++;
  return right / voxels.length;
}

describe.runIf(hasOrthanc())('kinds of series through the whole path', () => {
  const models = mkdtempSync(join(tmpdir(), 'lesion-forge-models-'));
  let orthanc: RunningOrthanc;
  let gateway: TestGateway;
  let client: DicomWebClient;

  beforeAll(async () => {
    writeModel(models, [pointwise([0, 0], [10, -4.5], [0, -10])], { name: 'liver-lesion', spacingMm: [3, 3, 3], windowSize: [48, 48, 48] });
    orthanc = await startOrthanc();
    gateway = await testGateway({ archives: [{ name: 'pacs', url: orthanc.url, server: 'orthanc' }], config: { models: { dir: models } } });
    client = archiveClient(orthanc.url);
  });
  afterAll(async () => {
    client?.close();
    await gateway?.stop();
    await orthanc?.stop();
    await rm(models, { recursive: true, force: true });
  });

  const load = async (files: readonly Uint8Array[]): Promise<Source> => {
    await orthanc.upload(files);
    return sourceOf(files[0]!);
  };
  const ended = async (source: Source): Promise<Job> => gateway.ended((await gateway.post({ task: 'segment', source })).body.id);
  const segOf = async (source: Source): Promise<{ seg: DicomInstance; result: SegmentResult }> => {
    const result = (await gateway.succeeded({ task: 'segment', source })).result as SegmentResult;
    const { seriesUid, instanceUids: [sopInstanceUid] } = result.segmentation;
    const { bytes } = (await client.retrieveInstance({ studyUid: source.studyUid, seriesUid, sopInstanceUid: sopInstanceUid! }))!;
    return { seg: readInstance(bytes), result };
  };
  const sourceImages = (seg: DicomInstance) =>
    seg.dataset.items('52009230').flatMap(frame => frame.items('00089124')).flatMap(derivation => derivation.items('00082112'));

  it('two phases: refused with their names, then the one that was chosen is used and referred to', async () => {
    const phase = (number: number, shiftHu: number) => slices('2.25.7001.1', { shiftHu }).map((slice, n) => ({ ...slice, AcquisitionNumber: number, SOPInstanceUID: `2.25.7001.1.${number}.${n}` }));
    const second = phase(2, 100).map(encodeSlice);
    const source = await load([...phase(1, 0).map(encodeSlice), ...second]);
    const phases = [{ name: 'AcquisitionNumber=1', instanceCount: 20 }, { name: 'AcquisitionNumber=2', instanceCount: 20 }];
    expect(await ended(source)).toMatchObject({ state: 'failed', problem: { code: 'series/phase-choice', context: { phases } } });
    const preview = await gateway.get<SeriesPreview>(`/api/archives/pacs/studies/${source.studyUid}/series/${source.seriesUid}`);
    expect(preview.body).toMatchObject({ eligible: false, phases, refusal: { code: 'series/phase-choice' } });

    const { seg, result } = await segOf({ ...source, phase: 'AcquisitionNumber=2' });
    expect(result.warnings.map(({ code }) => code)).toContain('series/phase-chosen');
    const { volume } = await seriesToVolume(second.map(bytes => readInstance(bytes)));
    expect(agreement((await readSeg(seg, volume.geometry)).labelmap, 100)).toBeGreaterThan(0.97);
    expect(new Set(sourceImages(seg).map(image => image.text('00081155')?.split('.').at(-2)))).toEqual(new Set(['2']));
    expect(await ended({ ...source, phase: 'AcquisitionNumber=3' })).toMatchObject({ problem: { code: 'series/phase-choice' } });
  });

  it('enhanced multi-frame CT, frames out of order: one instance in, a SEG that refers to its frames', async () => {
    const frames = slices('2.25.7002.1');
    const shuffled = frames.map((_, n) => frames[(n * 7) % frames.length]!);
    const file = encodeSlice(enhancedCt(shuffled));
    const source = await load([file]);
    const { seg, result } = await segOf(source);
    const { volume } = await seriesToVolume([readInstance(file)]);
    expect(volume.geometry.dimensions).toEqual([40, 32, 20]);
    const { labelmap } = await readSeg(seg, volume.geometry);
    expect(agreement(labelmap)).toBeGreaterThan(0.97);
    const images = sourceImages(seg);
    expect(new Set(images.map(image => image.text('00081155')))).toEqual(new Set([readInstance(file).sopInstanceUid]));
    const heights = seg.dataset.items('52009230').map(frame => Number(frame.items('00209113')[0]!.numbers('00200032')[2]));
    expect(images.map(image => heightOf(shuffled[image.numbers('00081160')[0]! - 1]!))).toEqual(heights);
    expect(result.organs).toHaveLength(1);
  });

  it.each<{ what: string; series: EditableAttributes[]; code: string }>([
    { what: 'MR', series: slices('2.25.7003.1').map(slice => ({ ...slice, Modality: 'MR', SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' })), code: 'series/not-ct' },
    { what: 'four slices', series: slices('2.25.7003.2', { count: 4 }), code: 'series/too-few-slices' },
    { what: 'a slice that is missing', series: slices('2.25.7003.3').filter((_, n) => n !== 9), code: 'series/missing-slices' },
    { what: 'pixel data cut short', series: slices('2.25.7003.4').map((slice, n) => (n === 5 ? { ...slice, PixelData: { vr: 'OW', value: new Uint8Array(100) } } : slice)), code: 'pixels/length' },
    { what: 'no rescale', series: slices('2.25.7003.5').map(({ RescaleSlope: _s, RescaleIntercept: _i, ...slice }) => slice), code: 'pixels/rescale-missing' },
  ])('$what: $code', async ({ series, code }) => {
    const source = await load(series.map(encodeSlice));
    const before = (await client.searchSeries(source.studyUid)).length;
    expect(await ended(source)).toMatchObject({ state: 'failed', problem: { code } });
    expect((await client.searchSeries(source.studyUid)).length).toBe(before);
  });

  it.runIf(sharedData('tcga_bc_a10x_gaps'))('a real series with gaps is refused', async () => {
    const source = await load(await readDicomFiles(sharedData('tcga_bc_a10x_gaps')!));
    expect(await ended(source)).toMatchObject({ state: 'failed', problem: { code: 'series/non-uniform-spacing' } });
  });

  it.runIf(sharedData('dicom_odd'))('a real tilted series is taken as the sheared grid it is, one of changing steps refused', async () => {
    const tilted = (name: string) => readDicomFiles(join(sharedData('dicom_odd')!, 'tilt_and_spacing_head', name));
    const files = await tilted('philips_tilt_-18.5.zip');
    const { seg, result } = await segOf(await load(files));
    expect(result.warnings.map(({ code }) => code)).toContain('series/tilt');
    const positions = new Map(files.map(bytes => readInstance(bytes)).map(({ sopInstanceUid, dataset }) => [sopInstanceUid, dataset.numbers('00200032')]));
    const frames = seg.dataset.items('52009230');
    expect(frames.length).toBeGreaterThan(10);
    for (const frame of frames) {
      const uid = frame.items('00089124')[0]!.items('00082112')[0]!.text('00081155')!;
      frame.items('00209113')[0]!.numbers('00200032').forEach((mm, axis) => expect(mm).toBeCloseTo(positions.get(uid)![axis]!, 3));
    }
    expect(await ended(await load(await tilted('ge_tilt_mixed_spacing.zip')))).toMatchObject({ problem: { code: 'series/non-uniform-spacing' } });
  });
});

const heightOf = (slice: EditableAttributes): number => (slice['ImagePositionPatient'] as number[])[2]!;
