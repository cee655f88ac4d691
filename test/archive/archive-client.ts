import { parseConfig } from '../../gateway/src/config.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import type { DicomInstance } from '../../gateway/src/dicom/series.ts';
import { DicomWebClient } from '../../gateway/src/dicomweb/client.ts';

/** A client that looks into a test's archive by itself, beside the gateway. */
export function archiveClient(url: string): DicomWebClient {
  const { archives } = parseConfig({ archives: [{ name: 'test', url, server: 'orthanc' }] }, '/');
  return new DicomWebClient({ archive: archives[0]!, resolveSecret: () => undefined });
}

/** Every instance of a series as the archive gives it. */
export async function instancesIn(client: DicomWebClient, { studyUid, seriesUid }: { readonly studyUid: string; readonly seriesUid: string }): Promise<readonly DicomInstance[]> {
  const refs = (await client.searchInstances(studyUid, seriesUid)).map(({ sopInstanceUid }) => ({ studyUid, seriesUid, sopInstanceUid }));
  const found: DicomInstance[] = [];
  for await (const { bytes } of client.retrieveInstances(refs)) found.push(readInstance(bytes));
  return found;
}
