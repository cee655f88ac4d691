import type { Source } from '@lesion-forge/openapi';
import type { Organ } from '../anatomy/organ.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { jsonDataset } from '../dicom/json-dataset.ts';
import { readSegments } from '../dicom/seg/read-segments.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { segmentsOf } from '../tasks/segments-of.ts';

/** Segmentations of one study whose headers are looked at. */
const MAX_SERIES = 20;

/**
 * The newest segmentation in the study that refers to the source series and has a segment of the organ; undefined when there is none.
 * Judged from headers only. Settled when a job is accepted, so that every run of the job uses the same mask.
 */
export async function findOrganMask(client: DicomWebClient, source: Source, organ: Organ): Promise<string | undefined> {
  const candidates = await client.searchSeries(source.studyUid, { Modality: 'SEG' });
  const fitting: { seriesUid: string; date: string }[] = [];
  for (const { seriesUid } of candidates.slice(0, MAX_SERIES)) {
    const [header] = await client.retrieveSeriesMetadata(source.studyUid, seriesUid);
    if (!header) continue;
    const dataset = jsonDataset(header);
    if (refersTo(dataset, source.seriesUid) && hasOrgan(dataset, organ)) fitting.push({ seriesUid, date: writtenAt(dataset) });
  }
  fitting.sort((a, b) => (a.date === b.date ? a.seriesUid.localeCompare(b.seriesUid) : b.date.localeCompare(a.date)));
  return fitting[0]?.seriesUid;
}

const refersTo = (dataset: Dataset, seriesUid: string): boolean => dataset.items('00081115').some(item => item.text('0020000E') === seriesUid);

const hasOrgan = (dataset: Dataset, organ: Organ): boolean => segmentsOf(organ, readSegments(dataset)).length > 0;

const writtenAt = (dataset: Dataset): string => `${dataset.text('00080023') ?? ''}${dataset.text('00080033') ?? ''}`;
