import type { SeriesVolume } from '../dicom/series.ts';
import { jobKey } from '../jobs/job-key.ts';

export interface RunOfCommand {
  readonly task: string;
  readonly series: SeriesVolume;
  /** Digest of the network, or name and version of the generator. */
  readonly engine: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Names the DICOM objects one run of a command writes. The time belongs to the key: objects of two runs differ in their dates, and
 * one SOP Instance UID must never stand for two contents (PS3.5 9).
 */
export function runIdentity({ task, series, engine, parameters }: RunOfCommand, createdAt = new Date()): { readonly jobKey: string; readonly createdAt: Date } {
  const { studyInstanceUid, seriesInstanceUid } = series.header;
  const run = { ...parameters, createdAt: createdAt.toISOString() };
  return { jobKey: jobKey({ task, archive: '', studyUid: studyInstanceUid, seriesUid: seriesInstanceUid, engine, parameters: run }), createdAt };
}
