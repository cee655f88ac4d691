import type { paths, SeriesPreview } from '@lesion-forge/openapi';
import { createStore, type Store } from '../state/store.ts';
import { unwrap, type GatewayClient } from './gateway-client.ts';
import { toFailure, type RequestFailure } from './request-failure.ts';

const PREVIEW = '/api/archives/{archive}/studies/{studyUid}/series/{seriesUid}';

export interface SeriesAddress {
  readonly archive: string;
  readonly studyUid: string;
  readonly seriesUid: string;
}

export type PreviewState = { readonly preview: SeriesPreview } | { readonly failure: RequestFailure } | 'loading';

export interface Previews {
  /** By series UID. */
  readonly store: Store<ReadonlyMap<string, PreviewState>>;
  /** Asks once a series; a failed answer is asked for again. */
  request(address: SeriesAddress): Promise<void>;
}

/** What the gateway would make of a series, judged from its headers. */
export function createPreviews(client: GatewayClient): Previews {
  const store = createStore<ReadonlyMap<string, PreviewState>>(new Map());
  const put = (seriesUid: string, state: PreviewState): void => store.update((all) => new Map(all).set(seriesUid, state));
  const request = async ({ archive, studyUid, seriesUid }: SeriesAddress): Promise<void> => {
    const known = store.get().get(seriesUid);
    if (known === 'loading' || (known && 'preview' in known)) return;
    put(seriesUid, 'loading');
    const path = { archive, studyUid, seriesUid };
    try {
      const preview = await unwrap<paths[typeof PREVIEW]['get']>(client.api.GET(PREVIEW, { params: { path } }));
      put(seriesUid, { preview });
    } catch (error) {
      put(seriesUid, { failure: toFailure(error) });
    }
  };
  return { store, request };
}
