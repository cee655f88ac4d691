import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';
import { assertMarkedSynthetic } from '../../gateway/src/dicom/mark-synthetic.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { recipeOf } from '../../gateway/src/dicom/recipe.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import { volumeToSeries } from '../../gateway/src/dicom/volume-to-series.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { LIVER_SEGMENTS, phantomSeries, STACKS } from '../support/phantom-series.ts';
import { archiveConfig } from './archive-config.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';

const synthetic = { generator: { name: 'ellipsoid', version: '1.0' }, seed: 42, recipe: { seed: 42, text: 'Ü', radiusMm: 8.123456789 } };
const createdAt = new Date('2025-03-04T05:06:07Z');

describe.skipIf(!hasOrthanc())('what the gateway writes, in a real Orthanc', () => {
  let orthanc: RunningOrthanc;
  let client: DicomWebClient;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = new DicomWebClient({ archive: archiveConfig(orthanc.url), resolveSecret: () => undefined });
  });
  afterAll(async () => {
    client?.close();
    await orthanc?.stop();
  });

  it('comes back with every mark, every HU and every voxel of the mask', async () => {
    const { source, files, labelmap } = await phantomSeries(STACKS[6]!.direction, 'stored');
    await orthanc.upload(files);
    const { studyInstanceUid: studyUid } = source.header;
    const changed = makeVolume(source.volume.geometry, Float32Array.from(source.volume.voxels, (hu, n) => (labelmap.voxels[n] === 2 ? hu + 40 : hu)));
    const series = volumeToSeries({ source, volume: changed, seriesDescription: 'Liver lesion', jobKey: 'stored', createdAt, synthetic });
    const seg = writeSeg({ labelmap, source: series.source, segments: LIVER_SEGMENTS, seriesDescription: 'Liver lesion', jobKey: 'stored', createdAt, synthetic });
    const items = [
      ...[...series.instances()].map(instance => ({ ...instance, seriesUid: series.seriesInstanceUid })),
      { sopInstanceUid: seg.sopInstanceUid, seriesUid: seg.seriesInstanceUid, bytes: seg.bytes },
    ];
    expect(await client.storeVerified(studyUid, items)).toEqual({ sent: items.length, alreadyThere: 0, coerced: [] });

    const stored = [];
    for await (const { bytes } of client.retrieveInstances(items.map(item => ({ studyUid, ...item })))) stored.push(readInstance(bytes));
    for (const instance of stored) {
      expect(() => assertMarkedSynthetic(instance)).not.toThrow();
      expect(recipeOf(instance.dataset)).toEqual(synthetic.recipe);
    }
    const images = stored.filter(({ modality }) => modality === 'CT');
    const { volume } = await seriesToVolume(images, { allowDerived: true, allowSynthetic: true });
    expect([...volume.voxels]).toEqual([...changed.voxels]);
    const masks = stored.filter(({ modality }) => modality === 'SEG');
    expect(masks).toHaveLength(1);
    expect(Buffer.compare((await readSeg(masks[0]!, volume.geometry)).labelmap.voxels, labelmap.voxels)).toBe(0);
    const [listed] = await client.searchSeries(studyUid, { SeriesInstanceUID: seg.seriesInstanceUid });
    expect(listed).toMatchObject({ modality: 'SEG', description: 'SYNTHETIC - NOT ACQUIRED Liver lesion' });
  });
});
