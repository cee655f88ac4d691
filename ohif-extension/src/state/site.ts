import { createStore, type Store } from './store.ts';

export type PointLps = readonly [number, number, number];

/** A place chosen by the reader, in patient millimetres; its radius is the draft's. */
export interface Site {
  readonly centreLps: PointLps;
  readonly frameOfReferenceUid?: string;
  readonly seriesUid?: string;
}

/** A ring drawn around a finding the reader jumped to. */
export interface Highlight {
  readonly centreLps: PointLps;
  readonly radiusMm: number;
  readonly frameOfReferenceUid?: string;
}

export interface SiteState {
  readonly site?: Site;
  readonly highlight?: Highlight;
}

export type SiteStore = Store<SiteState>;

export const createSite = (): SiteStore => createStore<SiteState>({});
