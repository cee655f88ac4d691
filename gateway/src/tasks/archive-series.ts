import type { Source } from '@lesion-forge/openapi';
import { frameHeadersFromJson } from '../dicom/frame-header.ts';
import { planSeries } from '../dicom/plan-series.ts';
import type { PlanOptions } from '../dicom/rules/rule.ts';
import { readInstance } from '../dicom/read.ts';
import type { DicomInstance, SeriesVolume } from '../dicom/series.ts';
import { seriesToVolume } from '../dicom/series-to-volume.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';

export interface RetrieveOptions {
  readonly signal: AbortSignal;
  readonly limits: { readonly minSlices: number; readonly maxVoxels: number };
  /** 0..1 */
  readonly onProgress: (fraction: number) => void;
}

/** A series as it lies in the archive: what it gives, and which instances it had when it was retrieved. */
export interface RetrievedSeries {
  readonly series: SeriesVolume;
  readonly instanceUids: readonly string[];
}

/**
 * Retrieves a series and builds its volume. Judged from its headers first, so that what must be refused is refused before pixels are
 * pulled. Synthetic input is taken only from an archive that may hold synthetic data.
 * Throws study/not-found, series/*, pixels/*, archive/*.
 */
export async function retrieveSeries(client: DicomWebClient, source: Source, options: RetrieveOptions): Promise<RetrievedSeries> {
  const { studyUid, seriesUid } = source;
  const { signal, limits, onProgress } = options;
  const [found] = await client.searchSeries(studyUid, { SeriesInstanceUID: seriesUid }, { signal });
  if (!found) throw await notFound(client, source, signal);
  const metadata = await client.retrieveSeriesMetadata(studyUid, seriesUid, { signal });
  const plan: PlanOptions = {
    ...limits,
    allowSynthetic: client.archive.allowSynthetic,
    ...(source.phase === undefined ? {} : { phase: source.phase }),
    ...(found.instanceCount === undefined ? {} : { expectedInstances: found.instanceCount }),
  };
  const headers = frameHeadersFromJson(metadata);
  const { refusal } = planSeries(headers, plan);
  if (refusal) throw refusal;
  const instanceUids = [...new Set(headers.map(({ sopInstanceUid }) => sopInstanceUid))];
  const instances: DicomInstance[] = [];
  const refs = instanceUids.map(sopInstanceUid => ({ studyUid, seriesUid, sopInstanceUid }));
  for await (const { bytes } of client.retrieveInstances(refs, { signal })) {
    instances.push(readInstance(bytes));
    onProgress(instances.length / refs.length);
  }
  return { series: await seriesToVolume(instances, plan), instanceUids };
}

/** Says whether the study or only the series is missing. */
async function notFound(client: DicomWebClient, { studyUid, seriesUid }: Source, signal: AbortSignal): Promise<GatewayError> {
  const context = { studyUid, seriesUid };
  const [study] = await client.searchStudies({ StudyInstanceUID: studyUid }, { signal });
  if (!study) return new GatewayError('study/not-found', `Archive "${client.archive.name}" has no such study; check its UID and whether it has arrived.`, { context });
  return new GatewayError('series/not-found', `The study is in archive "${client.archive.name}" but has no such series; check its UID.`, { context });
}

/**
 * Refuses to store a result when the series is no longer what it was computed from, or the study is gone or now belongs to someone else.
 * Throws archive/study-changed.
 */
export async function assertUnchanged(client: DicomWebClient, source: Source, { series, instanceUids }: RetrievedSeries): Promise<void> {
  const { studyUid, seriesUid } = source;
  const [study] = await client.searchStudies({ StudyInstanceUID: studyUid });
  const patientId = (study?.attributes['00100020']?.Value?.[0] as string | undefined)?.trim() ?? '';
  const samePatient = study !== undefined && patientId === (series.header.dataset.text('00100020')?.trim() ?? '');
  const now = new Set((await client.searchInstances(studyUid, seriesUid)).map(({ sopInstanceUid }) => sopInstanceUid));
  if (samePatient && now.size === instanceUids.length && instanceUids.every(uid => now.has(uid))) return;
  throw new GatewayError('archive/study-changed', 'The study changed in the archive while the job ran, so its result was not stored. It will be tried again on the study as it is now.', {
    context: { studyUid, seriesUid, instancesBefore: instanceUids.length, instancesNow: now.size, samePatient },
  });
}
