import { describe, expect, it } from 'vitest';
import { cpuKernels } from '../kernels/cpu.ts';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { writeModel } from '../../../test/support/test-model.ts';
import { pointwise } from '../../../test/support/test-network.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liver } from '../anatomy/organs/liver.ts';
import { isSynthetic } from '../dicom/is-synthetic.ts';
import { assertMarkedSynthetic } from '../dicom/mark-synthetic.ts';
import { newCtSeries } from '../dicom/new-series.ts';
import { readInstance } from '../dicom/read.ts';
import { readSeg } from '../dicom/seg/read-seg.ts';
import { seriesToVolume } from '../dicom/series-to-volume.ts';
import type { SeriesVolume } from '../dicom/series.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { synthesizeLesion } from '../synthesis/scan/synthesize-lesion.ts';
import { sameGrid } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { writeSegmentation } from './write-segmentation.ts';
import { syntheticLabelmap, writeSynthetic } from './write-synthetic.ts';

const [generator] = GENERATORS as readonly [(typeof GENERATORS)[number]];
const phantom = organPhantom({ ...GRIDS['0.7 x 0.7 x 5 mm'], spacingMm: [3, 3, 5], dimensions: [37, 37, 22] }, { vessels: false });
const createdAt = new Date('2026-02-03T04:05:06Z');
const patient = { patientId: 'P-7', patientName: 'PHANTOM^WRITE' };

async function source(options: { synthetic?: boolean } = {}): Promise<SeriesVolume> {
  const { synthetic = false } = options;
  const files = [...newCtSeries(phantom.ct, { key: `source ${synthetic}`, ...patient, studyDescription: 'S', seriesDescription: 'Venous', bodyPart: 'ABDOMEN', date: '20260101', time: '120000', synthetic })];
  return seriesToVolume(files.map(({ bytes }) => readInstance(bytes)), { allowSynthetic: true });
}

async function written(options: { synthetic?: boolean; jobKey?: string } = {}) {
  const series = await source(options);
  const organMask = makeVolume(series.volume.geometry, phantom.organMask.voxels);
  const made = await synthesizeLesion({ ct: series.volume, organMask, organ: liver, generator, request: { radiusMm: 12, seed: 4, centreLps: phantom.deepLps } }, { signal: new AbortController().signal, kernels: cpuKernels });
  const request = { series, organ: liver, organMask, generator, made, recipe: made.recipe, jobKey: options.jobKey ?? 'job', createdAt };
  return { ...writeSynthetic(request), made, series, organMask };
}

describe('writeSynthetic', () => {
  it('marks every object and keeps patient, study and frame of reference', async () => {
    const { images, segmentation, series } = await written();
    expect(images).toHaveLength(22);
    for (const { bytes, seriesUid } of [...images, segmentation]) {
      const instance = readInstance(bytes);
      expect(() => assertMarkedSynthetic(instance)).not.toThrow();
      expect(instance.studyInstanceUid).toBe(series.header.studyInstanceUid);
      expect(instance.seriesInstanceUid).toBe(seriesUid);
      expect(seriesUid).not.toBe(series.header.seriesInstanceUid);
      expect([instance.dataset.text('00100020'), instance.dataset.text('00200052')]).toEqual([patient.patientId, series.header.frameOfReferenceUid]);
    }
  });

  it('writes the voxels that were made, and their exact outline', async () => {
    const { images, segmentation, made, organMask, slices } = await written();
    const { volume } = await seriesToVolume(images.map(({ bytes }) => readInstance(bytes)), { allowSynthetic: true });
    expect(sameGrid(volume.geometry, made.ct.geometry)).toBe(true);
    expect([...volume.voxels]).toEqual([...made.ct.voxels]);
    const { labelmap, segments } = await readSeg(readInstance(segmentation.bytes), volume.geometry);
    expect(labelmap.voxels).toEqual(syntheticLabelmap(organMask, made.lesionLabel).voxels);
    expect(segments.map(({ label }) => label)).toEqual(['Liver', 'Synthetic liver lesion']);
    expect(slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(images.map(({ sopInstanceUid }) => sopInstanceUid));
  });

  it('gives the same bytes for the same job, and other UIDs for another', async () => {
    const [first, again, other] = [await written(), await written(), await written({ jobKey: 'other' })];
    const all = ({ images, segmentation }: typeof first) => [...images, segmentation];
    all(first).forEach(({ bytes }, n) => expect(Buffer.compare(bytes, all(again)[n]!.bytes)).toBe(0));
    const uids = new Set(all(first).map(({ sopInstanceUid }) => sopInstanceUid));
    expect(all(other).some(({ sopInstanceUid }) => uids.has(sopInstanceUid))).toBe(false);
  });
});

describe('writeSegmentation', () => {
  const model = (changes: (labels: ModelManifest['labels']) => ModelManifest['labels'] = labels => labels): ModelManifest => {
    const folder = mkdtempSync(join(tmpdir(), 'write-segmentation-'));
    try {
      const manifest = writeModel(folder, [pointwise([0, 0], [20, -6], [60, -38])]);
      return { ...manifest, labels: changes(manifest.labels) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const segmentation = async (options: { synthetic?: boolean; encoding?: 'binary' | 'labelmap' } = {}, manifest = model()) => {
    const series = await source(options);
    const labelmap = makeVolume(series.volume.geometry, phantom.organMask.voxels);
    return readInstance(writeSegmentation({ labelmap, series, model: manifest, jobKey: 'job', createdAt, encoding: options.encoding }).bytes);
  };

  it.each(['binary', 'labelmap'] as const)('passes the mark of a synthetic source on, and marks no other (%s)', async encoding => {
    const marked = await segmentation({ synthetic: true, encoding });
    expect([isSynthetic(marked.dataset), marked.dataset.text('0008001C'), marked.dataset.text('0008103E')?.startsWith('SYNTHETIC - NOT ACQUIRED')]).toEqual([true, 'YES', true]);
    expect(isSynthetic((await segmentation({ encoding })).dataset)).toBe(false);
  });

  it('lets no label of a model carry more than words', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u001b[31m\u202Egnp\\x\u0000';
    const { dataset } = await segmentation({}, model(labels => labels.map(label => (label ? { ...label, label: `${hostile}${'x'.repeat(200)}` } : null))));
    const texts = [dataset.text('0008103E') ?? '', ...dataset.items('00620002').map(item => item.text('00620005') ?? '')];
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text).toMatch(/^img src=x onerror=alert\(1\) \[31m gnp\/x/);
      expect(text).not.toMatch(/[<>\\\p{Cc}\p{Cf}]/u);
      expect([...text].length).toBeLessThanOrEqual(64);
    }
  });
});
