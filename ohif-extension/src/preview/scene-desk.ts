import { drawSeed, type DraftStore } from '../state/draft.ts';
import type { Site, SiteStore } from '../state/site.ts';
import { createStore, type Store } from '../state/store.ts';
import { record, redo, startHistory, undo, type History } from './history.ts';
import { activeLesion, EMPTY_SCENE, formOf, withForm, without, withoutActive, type LesionForm, type Scene } from './scene.ts';

/** What a step back restores. */
export interface Snapshot {
  readonly scene: Scene;
  readonly site: Site | undefined;
  readonly form: LesionForm;
}

/** Changes that follow each other faster than this are one step: a drag, typing. */
const STEP_MS = 400;

/** The lesions being worked on, tied to the panel's form and the sphere, with a way back. */
export class SceneDesk {
  readonly scene: Store<Scene> = createStore(EMPTY_SCENE);
  readonly history: Store<History<Snapshot>>;
  readonly #draft: DraftStore;
  readonly #site: SiteStore;
  #settle: ReturnType<typeof setTimeout> | undefined;
  /** A change of form and site is this desk's own. */
  #applying = false;

  constructor(draft: DraftStore, site: SiteStore) {
    this.#draft = draft;
    this.#site = site;
    this.history = createStore(startHistory(this.#now()));
  }

  /** Follows form and site until the returned function is called. */
  follow(): () => void {
    const stops = [this.#draft, this.#site].map((store) => store.subscribe(() => this.#changed()));
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#settle);
    };
  }

  /** Leaves the active lesion as it is; the next site makes a new one. */
  add(): void {
    this.#act({ scene: withoutActive(this.scene.get()), site: undefined, form: this.#fresh() });
  }

  /** Puts a lesion into form and sphere. */
  select(id: number): void {
    const scene = this.scene.get();
    const lesion = scene.lesions.find((one) => one.id === id);
    if (lesion) this.#act({ scene: { ...scene, activeId: id }, site: lesion.site, form: lesion.form });
  }

  remove(id: number): void {
    const scene = without(this.scene.get(), id);
    const wasActive = activeLesion(this.scene.get())?.id === id;
    this.#act(wasActive ? { scene, site: undefined, form: this.#fresh() } : { ...this.#now(), scene });
  }

  /** Another look: a new seed for the active lesion. */
  reseed(): void {
    this.#draft.update((draft) => ({ ...draft, seedText: '', drawnSeed: drawSeed() }));
  }

  undo(): void {
    this.#step(undo);
  }

  redo(): void {
    this.#step(redo);
  }

  clear(): void {
    clearTimeout(this.#settle);
    this.#apply({ scene: EMPTY_SCENE, site: undefined, form: this.#fresh() });
    this.history.set(startHistory(this.#now()));
  }

  #now(): Snapshot {
    return { scene: this.scene.get(), site: this.#site.get().site, form: formOf(this.#draft.get()) };
  }

  /** The entries, for another lesion. */
  #fresh(): LesionForm {
    return { ...this.#now().form, seedText: '', drawnSeed: drawSeed() };
  }

  #changed(): void {
    if (this.#applying) return;
    const { form, site } = this.#now();
    this.scene.update((before) => withForm(before, form, site));
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#note(), STEP_MS);
  }

  /** Makes what has changed since the last step a step. */
  #note(): void {
    clearTimeout(this.#settle);
    if (this.scene.get() !== this.history.get().present.scene) this.history.update((past) => record(past, this.#now()));
  }

  #act(next: Snapshot): void {
    this.#note();
    this.#apply(next);
    this.#note();
  }

  #step(move: <T>(history: History<T>) => History<T>): void {
    this.#note();
    this.history.update(move);
    this.#apply(this.history.get().present);
  }

  #apply({ form, site, scene }: Snapshot): void {
    this.#applying = true;
    this.#draft.update(({ contrastPhase: _phase, kind: _kind, ...rest }) => ({ ...rest, ...form }));
    this.#site.set(site ? { site } : {});
    this.#applying = false;
    this.scene.set(scene);
  }
}
