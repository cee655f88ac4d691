import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { synthesizeRequest, type RequestReading } from '../form/synthesize-request.ts';
import { sourceOf } from './source-of.ts';

/** The request the form makes now, or its errors by field; undefined while there is nothing to work on. */
export function readRequest(app: App): RequestReading | undefined {
  const source = sourceOf(app);
  const state = app.catalogue.store.get();
  if (!source || state.status !== 'ready') return undefined;
  const draft = app.draft.get();
  const generator = choose(state.offer.generators, draft.generator);
  if (!generator) return undefined;
  const organ = choose(state.offer.organs, draft.organ);
  const site = siteHere(app);
  return synthesizeRequest({ source, generator, draft, randomSeed, ...(organ ? { organ } : {}), ...(site ? { site } : {}) });
}

export async function startSynthesize(app: App): Promise<void> {
  const reading = readRequest(app);
  if (reading?.request) await app.jobs.submit(reading.request);
}

/** The marked site, where it lies in the patient space of the series in view. */
export function siteHere(app: App) {
  const { site } = app.site.get();
  const frame = app.target.get().target?.frameOfReferenceUid;
  const elsewhere = site?.frameOfReferenceUid !== undefined && frame !== undefined && site.frameOfReferenceUid !== frame;
  return elsewhere ? undefined : site;
}

const randomSeed = (): number => globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
