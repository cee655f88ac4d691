import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { segmenters } from './segmenters.ts';
import { sourceOf } from './source-of.ts';
import { whyNot } from './why-not.ts';

/** Sends the series of the active viewport to be segmented with the chosen model. */
export async function startSegment(app: App): Promise<void> {
  const source = sourceOf(app);
  if (!source || whyNot(app, 'segment') !== undefined) return;
  const state = app.catalogue.store.get();
  const models = state.status === 'ready' ? segmenters(state.offer.models) : [];
  const model = choose(models, app.draft.get().model)?.name;
  await app.jobs.submit({ task: 'segment', source, ...(model === undefined ? {} : { model }) });
}
