import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { synthesizeRequest, type RequestReading } from '../form/synthesize-request.ts';
import { formOf, type PlacedLesion } from '../preview/scene.ts';
import { drawSeed } from '../state/draft.ts';
import type { Site } from '../state/site.ts';
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
  const survey = app.preview.surveyOf(source, organ?.name);
  return synthesizeRequest({ source, generator, form: formOf(draft), lesions: lesionsHere(app), ...(organ ? { organ } : {}), ...(survey === undefined ? {} : { survey }) });
}

export async function startSynthesize(app: App): Promise<void> {
  const reading = readRequest(app);
  if (!reading?.request) return;
  await app.jobs.submit(reading.request);
  if (app.preview.desk.scene.get().lesions.length === 0) app.draft.update((draft) => ({ ...draft, drawnSeed: drawSeed() }));
}

/** The placed lesions, where they lie in the patient space of the series in view. */
const lesionsHere = (app: App): readonly PlacedLesion[] => app.preview.desk.scene.get().lesions.filter(({ site }) => isHere(app, site));

/** The marked site, where it lies in the patient space of the series in view. */
export function siteHere(app: App) {
  const { site } = app.site.get();
  return site && isHere(app, site) ? site : undefined;
}

function isHere(app: App, { frameOfReferenceUid }: Site): boolean {
  const frame = app.target.get().target?.frameOfReferenceUid;
  return frameOfReferenceUid === undefined || frame === undefined || frameOfReferenceUid === frame;
}
