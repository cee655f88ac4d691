import type { DataSource, DisplaySet, Host } from '../ohif.d.ts';
import { RequestFailure } from '../client/request-failure.ts';

export interface SeriesAddress {
  readonly studyUid: string;
  readonly seriesUid: string;
}

/** The display set of a series, fetched from the archive when the viewer does not know it yet; no reload. */
export async function loadSeries(host: Host, { studyUid, seriesUid }: SeriesAddress): Promise<DisplaySet> {
  const { displaySetService } = host.servicesManager.services;
  const known = displaySetService.getDisplaySetsForSeries(seriesUid)[0];
  if (known) return known;
  const source = host.extensionManager.getActiveDataSource()[0];
  if (source) await refresh(source, studyUid, seriesUid);
  const loaded = displaySetService.getDisplaySetsForSeries(seriesUid)[0];
  if (!loaded) throw new RequestFailure('viewer/series-not-shown', 'The result is stored, but the viewer did not find it in the archive. Reload the page to see it.');
  return loaded;
}

/**
 * The viewer keeps one promise of metadata per study. Its own deletion uses the bare study UID although the key carries the
 * data source's name in front, so both are deleted.
 */
async function refresh(source: DataSource, studyUid: string, seriesUid: string): Promise<void> {
  source.deleteStudyMetadataPromise(`${source.getConfig().name ?? ''}:${studyUid}`);
  source.deleteStudyMetadataPromise(studyUid);
  await source.retrieve.series.metadata({ StudyInstanceUID: studyUid, filters: { seriesInstanceUID: [seriesUid] } });
}
