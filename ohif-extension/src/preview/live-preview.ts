import type { Source } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import { choose } from '../client/catalogue.ts';
import { sourceOf } from '../jobs/source-of.ts';
import { whyNever } from '../jobs/why-not.ts';
import { createStore, type Store } from '../state/store.ts';
import { PreviewSession, type Difference, type SessionOptions } from './preview-session.ts';
import { NO_PREVIEW, type PreviewState } from './preview-state.ts';
import { SceneDesk } from './scene-desk.ts';

type Parts = Pick<App, 'host' | 'client' | 'draft' | 'site' | 'target' | 'catalogue' | 'previews'>;

/** Lesions in the viewport while they are edited, made in the browser on the gateway's organ mask. */
export class LivePreview {
  readonly store: Store<PreviewState> = createStore(NO_PREVIEW);
  readonly desk: SceneDesk;
  /** What the lesions change; empty while the difference is not asked for. */
  readonly difference: Store<Difference> = createStore<Difference>({ blocks: [] });
  readonly #parts: Parts;
  readonly #session: PreviewSession;

  constructor(parts: Parts) {
    const { host, client, draft, site } = parts;
    this.#parts = parts;
    this.desk = new SceneDesk(draft, site);
    const { store, difference, desk: { scene } } = this;
    this.#session = new PreviewSession({ host, client, store, difference, scene, order: () => this.#order(), setting: () => settingOf(parts) });
  }

  enter(): () => void {
    const { draft, target, catalogue, previews } = this.#parts;
    const watched = [this.desk.scene, draft, target, catalogue.store, previews.store];
    const stops = [this.desk.follow(), this.desk.scene.subscribe(() => this.#showEdited()), ...watched.map((store) => store.subscribe(() => this.#session.refresh()))];
    return () => {
      for (const stop of stops) stop();
      this.desk.clear();
      this.#session.close();
    };
  }

  /** The survey that lesions of this request were previewed on, if they were. */
  surveyOf(source: Source, organ: string | undefined): string | undefined {
    return this.store.get().on && organ !== undefined ? this.#session.surveyOf(source, organ) : undefined;
  }

  setOn(on: boolean): void {
    this.#set({ on });
    this.#session.refresh();
  }

  /** `note` says why, where the reader did not ask. */
  setShown(shown: PreviewState['shown'], note?: string): void {
    this.#set({ shown, ...(note === undefined ? {} : { note }) });
    this.#session.display();
  }

  setDifference(difference: boolean): void {
    this.#set({ difference });
    this.#session.display();
  }

  /** Surveys again after a failure. */
  retry(): void {
    this.#session.close();
    this.#session.refresh();
  }

  /** Forgets every lesion and shows the series as it was. */
  clear(): void {
    this.desk.clear();
    this.#set({ shown: 'synthetic' });
  }

  /** Who goes on editing wants to see it, unless the preview was hidden on purpose. */
  #showEdited(): void {
    if (this.store.get().note !== undefined) this.#set({ shown: 'synthetic' });
  }

  #set(change: Partial<PreviewState>): void {
    this.store.update(({ note: _note, ...state }) => ({ ...state, ...change }));
  }

  /** Nothing while there is no lesion, or the reader looks at another series. */
  #order(): ReturnType<SessionOptions['order']> {
    const [first] = this.desk.scene.get().lesions;
    const source = sourceOf(this.#parts);
    const setting = settingOf(this.#parts);
    if (!this.store.get().on || !first || !source || !setting || whyNever(this.#parts, 'synthesize') !== undefined) return undefined;
    if (first.site.seriesUid !== undefined && first.site.seriesUid !== source.seriesUid) return undefined;
    return { source, organ: setting.organ.name };
  }
}

function settingOf({ catalogue, draft }: Parts): ReturnType<SessionOptions['setting']> {
  const state = catalogue.store.get();
  if (state.status !== 'ready') return undefined;
  const generator = choose(state.offer.generators, draft.get().generator);
  const organ = choose(state.offer.organs, draft.get().organ);
  return generator && organ ? { generator, organ } : undefined;
}
