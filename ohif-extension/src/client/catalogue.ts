import type { Archive, Generator, Model, Organ, paths } from '@lesion-forge/openapi';
import { createStore, type Store } from '../state/store.ts';
import { unwrap, type GatewayClient } from './gateway-client.ts';
import { toFailure, type RequestFailure } from './request-failure.ts';

/** What the gateway offers. */
export interface Offer {
  readonly models: readonly Model[];
  readonly generators: readonly Generator[];
  readonly organs: readonly Organ[];
  readonly archives: readonly Archive[];
}

export type CatalogueState =
  | { readonly status: 'idle' | 'loading' }
  | { readonly status: 'ready'; readonly offer: Offer }
  | { readonly status: 'failed'; readonly failure: RequestFailure };

export interface Catalogue {
  readonly store: Store<CatalogueState>;
  /** Asks the gateway unless the answer is at hand or on its way. */
  load(): Promise<void>;
}

export function createCatalogue(client: GatewayClient): Catalogue {
  const store = createStore<CatalogueState>({ status: 'idle' });
  const load = async (): Promise<void> => {
    const { status } = store.get();
    if (status === 'loading' || status === 'ready') return;
    store.set({ status: 'loading' });
    try {
      store.set({ status: 'ready', offer: await fetchOffer(client) });
    } catch (error) {
      store.set({ status: 'failed', failure: toFailure(error) });
    }
  };
  return { store, load };
}

async function fetchOffer({ api }: GatewayClient): Promise<Offer> {
  const [models, generators, organs, archives] = await Promise.all([
    unwrap<paths['/api/models']['get']>(api.GET('/api/models')),
    unwrap<paths['/api/generators']['get']>(api.GET('/api/generators')),
    unwrap<paths['/api/organs']['get']>(api.GET('/api/organs')),
    unwrap<paths['/api/archives']['get']>(api.GET('/api/archives')),
  ]);
  return { ...models, ...generators, ...organs, ...archives };
}

/** The member of that name, else the default one, else the first. */
export function choose<T extends { readonly name: string; readonly isDefault?: boolean }>(members: readonly T[], name: string | undefined): T | undefined {
  return members.find((member) => member.name === name) ?? members.find((member) => member.isDefault === true) ?? members[0];
}
