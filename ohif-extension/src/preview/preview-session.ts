import type { Source } from '@lesion-forge/openapi';
import { toFailure } from '../client/request-failure.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import type { Host } from '../ohif.d.ts';
import type { Site } from '../state/site.ts';
import type { Store } from '../state/store.ts';
import { differenceBlocks } from './difference-blocks.ts';
import { createEngineClient, startEngineWorker } from './engine/engine-client.ts';
import type { HuBlock } from './engine/messages.ts';
import { createLatest } from './latest.ts';
import { createLesionMaker, type LesionMaker, type Outcome } from './lesion-maker.ts';
import { NO_PREVIEW, type LesionState, type PreviewState } from './preview-state.ts';
import { activeLesion, type Scene } from './scene.ts';
import { seriesInViewer } from './series-in-viewer.ts';
import { openOrgan, type OpenOrgan, type SurveyOrder } from './survey-desk.ts';
import { wantedLesions, type WantedSetting } from './wanted-lesions.ts';

/** What the lesions change, HU, and where. */
export interface Difference {
  readonly blocks: readonly HuBlock[];
  readonly organ?: OpenOrgan;
}

export interface SessionOptions {
  readonly host: Host;
  readonly client: GatewayClient;
  readonly store: Store<PreviewState>;
  readonly difference: Store<Difference>;
  readonly scene: Store<Scene>;
  /** The organ that the scene's lesions lie in; undefined while nothing is to be previewed. */
  readonly order: () => SurveyOrder | undefined;
  /** Generator and organ chosen now. */
  readonly setting: () => Omit<WantedSetting, 'survey'> | undefined;
}

/** An organ that is open or being opened. */
interface Opening {
  readonly key: string;
  readonly abort: AbortController;
  organ?: OpenOrgan;
  maker?: LesionMaker;
}

/** The organ that is open, and the way of its lesions from the scene to the screen. */
export class PreviewSession {
  readonly #options: SessionOptions;
  readonly #engine = createEngineClient(startEngineWorker);
  readonly #queue = createLatest<number>((askedAt, overtaken) => this.#make(askedAt, overtaken));
  #opening: Opening | undefined;
  #outcomes: readonly Outcome[] = [];
  /** Site the room was last asked for. */
  #roomAt: Site | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The survey job of an open organ. */
  surveyOf(source: Source, organ: string): string | undefined {
    return this.#opening?.key === keyOf({ source, organ }) ? this.#opening.organ?.jobId : undefined;
  }

  /** Takes up what has changed: another organ is surveyed, else lesions are made. */
  refresh(): void {
    const order = this.#options.order();
    if (order && keyOf(order) !== this.#opening?.key) void this.#open(order);
    else if (this.#opening?.organ) this.#queue.push(performance.now());
  }

  /** Brings the lesions made so far to the screen, or takes them off it. What `change` then gives is told with it, in one go, since every telling draws the panel anew before the viewport. */
  display(change: () => Partial<PreviewState> = () => ({})): void {
    const { store, difference } = this.#options;
    const { organ } = this.#opening ?? {};
    if (!organ) return;
    const { shown, difference: wanted } = store.get();
    const blocks = this.#outcomes.flatMap(({ made }) => (made ? [made.after] : []));
    organ.series.show(shown === 'synthetic' ? blocks : []);
    this.#set({ ...change(), changedImages: organ.series.changed() });
    if (wanted) void differenceBlocks(blocks, organ.series).then((changes) => difference.set({ blocks: changes, organ }));
    else if (difference.get().blocks.length > 0) difference.set({ blocks: [] });
  }

  /** Shows the series as it was and forgets the organ. */
  close(): void {
    const { store, difference } = this.#options;
    this.#opening?.abort.abort();
    this.#opening?.organ?.series.show([]);
    this.#opening = undefined;
    this.#outcomes = [];
    this.#roomAt = undefined;
    this.#engine.close();
    difference.set({ blocks: [] });
    store.update(({ on, difference: wanted }) => ({ ...NO_PREVIEW, on, difference: wanted }));
  }

  #set(change: Partial<PreviewState>): void {
    this.#options.store.update((state) => ({ ...state, ...change }));
  }

  async #open(order: SurveyOrder): Promise<void> {
    const { host, client } = this.#options;
    this.close();
    const mine: Opening = { key: keyOf(order), abort: new AbortController() };
    this.#opening = mine;
    const { signal } = mine.abort;
    void this.#engine.warmUp().catch(() => undefined); // only slower without
    try {
      const organ = await openOrgan(
        { client, engine: this.#engine, seriesOf: ({ source }, geometry) => seriesInViewer(host, source.seriesUid, geometry), onState: (survey) => this.#set({ survey }) },
        order,
        signal,
      );
      signal.throwIfAborted();
      Object.assign(mine, { organ, maker: createLesionMaker(this.#engine, organ.series) });
      this.#set({ survey: { status: 'ready', jobId: organ.jobId, result: organ.result }, backend: organ.backend });
      this.#queue.push(performance.now());
    } catch (error) {
      if (!signal.aborted) this.#set({ survey: { status: 'failed', failure: toFailure(error) } });
    }
  }

  async #make(askedAt: number, overtaken: () => boolean): Promise<void> {
    const { organ, maker } = this.#opening ?? {};
    const setting = this.#options.setting();
    if (!organ || !maker || !setting) return;
    const scene = this.#options.scene.get();
    const lesions = this.#options.store.get().on ? scene.lesions : [];
    const onStep = (outcomes: readonly Outcome[]): void => this.#show(outcomes, { maker, askedAt });
    await maker.update(wantedLesions(lesions, { ...setting, survey: organ.result }), { overtaken, onStep });
    const active = activeLesion(scene);
    if (!active || active.site === this.#roomAt || overtaken()) return;
    this.#roomAt = active.site;
    await this.#engine.room(active.site.centreLps).then((room) => this.#set({ room }), () => undefined);
  }

  /** What an organ that has been closed meanwhile made is not shown, and nothing twice. */
  #show(outcomes: readonly Outcome[], { maker, askedAt }: { readonly maker: LesionMaker; readonly askedAt: number }): void {
    const before = new Set(this.#outcomes.map(({ made }) => made));
    const unchanged = outcomes.length === this.#outcomes.length && outcomes.every((outcome, n) => outcome === this.#outcomes[n]);
    if (maker !== this.#opening?.maker || unchanged) return;
    this.#outcomes = outcomes;
    const activeId = activeLesion(this.#options.scene.get())?.id;
    const made = outcomes.find(({ id }) => id === activeId)?.made;
    this.display(() => ({
      lesions: new Map(outcomes.map((outcome) => [outcome.id, stateOf(outcome)])),
      ...(made && !before.has(made) ? { lastMs: { compute: made.computeMs, whole: performance.now() - askedAt } } : {}),
    }));
  }
}

const stateOf = (outcome: Outcome): LesionState => (outcome.failure ? { failure: outcome.failure } : { warnings: outcome.made.warnings });

const keyOf = ({ source, organ }: SurveyOrder): string => JSON.stringify([source.archive, source.studyUid, source.seriesUid, source.phase, organ]);
