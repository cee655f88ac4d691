import { GatewayError } from '../errors.ts';
import { jsonText, TAG, type DicomJson } from './dicom-json.ts';
import { badResponse } from './failures.ts';
import { jsonDatasets } from './json-answer.ts';
import { filterFault, matches, QUERY_KEYS, type Filter, type QueryKey } from './query-keys.ts';
import { request, type Requester } from './request.ts';

const MAX_PAGE_BYTES = 64 * 1024 * 1024;

export interface Search {
  /** Below the root: `/studies`, `/studies/<uid>/series`, ... */
  readonly path: string;
  /** The attribute that tells answers apart. */
  readonly idTag: string;
  readonly filter: Filter;
  /** Attributes asked for besides those of the filter. */
  readonly includeTags: readonly string[];
  readonly pageSize: number;
  readonly maxResults: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * QIDO-RS with paging (PS3.18 10.6). Answers are filtered again on our side and told apart by UID, so a peer that ignores keys or
 * `offset` does no harm. Throws request/invalid for a bad filter, archive/bad-response when there is no end of answers.
 */
export async function searchAll(requester: Requester, search: Search): Promise<readonly DicomJson[]> {
  for (const [key, value] of Object.entries(search.filter)) {
    const fault = filterFault(key, value);
    if (fault !== undefined) throw new GatewayError('request/invalid', `The search cannot be made: ${fault}. Correct it.`);
  }
  const seen = new Map<string, DicomJson>();
  const { archive } = requester.transport;
  for (let offset = 0; ; ) {
    const page = await searchPage(requester, search, offset);
    const before = seen.size;
    for (const dataset of page.datasets) {
      const id = jsonText(dataset, search.idTag);
      if (id === undefined) throw badResponse(archive, 'answered a search without UIDs');
      seen.set(id, dataset);
    }
    offset += page.datasets.length;
    const more = page.datasets.length >= search.pageSize || page.truncated;
    if (!more || seen.size === before) return [...seen.values()].filter(dataset => matches(dataset, search.filter));
    if (seen.size > search.maxResults) throw badResponse(archive, `has more than ${search.maxResults} answers to one search; narrow it`, { limit: search.maxResults });
  }
}

function searchPage(requester: Requester, search: Search, offset: number) {
  const { archive } = requester.transport;
  const path = `${search.path}?${queryText(search, offset)}`;
  const call = { method: 'GET', path, headers: { accept: 'application/dicom+json' }, accept: search.path === '/studies' ? [200, 204, 206] : [200, 204, 206, 404], signal: search.signal } as const;
  const tooLarge = () => badResponse(archive, 'answered a search with too much text', { limit: MAX_PAGE_BYTES });
  // Below a study, 404 says that there is no such study; at the root it says that the root is wrong.
  return request(requester, call, async answer => ({
    datasets: answer.status === 404 ? [] : await jsonDatasets(answer, archive, { maxBytes: MAX_PAGE_BYTES, tooLarge }),
    // "There are additional results that can be requested" (PS3.18 8.3.4.4)
    truncated: answer.status === 206 || String(answer.headers['warning'] ?? '').trimStart().startsWith('299'),
  }));
}

/** One `includefield` for each attribute: a list in one parameter is not understood everywhere once its commas are encoded. */
function queryText({ filter, includeTags, pageSize }: Search, offset: number): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) query.append(key, value);
  const filterTags = Object.keys(filter).map(key => QUERY_KEYS[key as QueryKey].tag);
  for (const tag of new Set([...filterTags, ...includeTags])) query.append('includefield', tag);
  query.append('limit', String(pageSize));
  query.append('offset', String(offset));
  return query.toString().replaceAll('+', '%20').replaceAll('%2C', ',');
}

export const STUDY_FIELDS = [TAG.studyDescription, TAG.studySeriesCount, TAG.studyInstanceCount, '00080061'];
export const SERIES_FIELDS = [TAG.modality, TAG.seriesDescription, TAG.seriesNumber, TAG.seriesInstanceCount];
export const INSTANCE_FIELDS = [TAG.sopClassUid, TAG.instanceNumber];
