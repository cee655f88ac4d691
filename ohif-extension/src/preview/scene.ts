import type { Draft } from '../state/draft.ts';
import type { Site } from '../state/site.ts';

/** What the reader has entered about one lesion; the generator and the organ are the scene's. */
export type LesionForm = Pick<Draft, 'radiusText' | 'seedText' | 'drawnSeed' | 'parameters'> & Partial<Pick<Draft, 'contrastPhase' | 'kind'>>;

/** A lesion the reader has put somewhere. */
export interface PlacedLesion {
  readonly id: number;
  readonly site: Site;
  readonly form: LesionForm;
}

/** The lesions of one series, in the order they are made. The active one is what the panel and the sphere edit. */
export interface Scene {
  readonly lesions: readonly PlacedLesion[];
  readonly activeId?: number;
  /** Of the next lesion. */
  readonly nextId: number;
}

export const EMPTY_SCENE: Scene = { lesions: [], nextId: 1 };

export const formOf = ({ radiusText, seedText, drawnSeed, parameters, contrastPhase, kind }: Draft): LesionForm => ({
  radiusText, seedText, drawnSeed, parameters, ...(contrastPhase === undefined ? {} : { contrastPhase }), ...(kind === undefined ? {} : { kind }),
});

export const activeLesion = ({ lesions, activeId }: Scene): PlacedLesion | undefined => lesions.find(({ id }) => id === activeId);

/** The scene after the form or the site has changed: the active lesion follows, a site without one makes one, no site takes it away. */
export function withForm(scene: Scene, form: LesionForm, site: Site | undefined): Scene {
  const active = activeLesion(scene);
  if (!site) return active ? without(scene, active.id) : scene;
  if (!active) return { lesions: [...scene.lesions, { id: scene.nextId, site, form }], activeId: scene.nextId, nextId: scene.nextId + 1 };
  if (active.site === site && sameForm(active.form, form)) return scene;
  return { ...scene, lesions: scene.lesions.map((lesion) => (lesion === active ? { ...lesion, site, form } : lesion)) };
}

export function without(scene: Scene, id: number): Scene {
  const { activeId, ...rest } = scene;
  const lesions = scene.lesions.filter((lesion) => lesion.id !== id);
  return { ...rest, lesions, ...(activeId === undefined || activeId === id ? {} : { activeId }) };
}

/** None active: the next site makes a new lesion. */
export function withoutActive({ lesions, nextId }: Scene): Scene {
  return { lesions, nextId };
}

const sameForm = (a: LesionForm, b: LesionForm): boolean =>
  a.radiusText === b.radiusText && a.seedText === b.seedText && a.drawnSeed === b.drawnSeed && a.parameters === b.parameters && a.contrastPhase === b.contrastPhase && a.kind === b.kind;
