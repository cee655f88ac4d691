import type { FormValues } from '../form/form-values.ts';
import { createStore, type Store } from './store.ts';

export type ContrastPhase = 'native' | 'arterial' | 'venous' | 'delayed';

/** What the reader has typed so far; kept as text, so that nothing is lost while a number is half typed. */
export interface Draft {
  readonly model?: string;
  readonly organ?: string;
  readonly generator?: string;
  /** By generator name, so that switching there and back loses nothing. */
  readonly parameters: Readonly<Record<string, FormValues>>;
  readonly radiusText: string;
  /** Blank: the drawn one holds. */
  readonly seedText: string;
  /** Drawn anew for each lesion, unsigned 32-bit. */
  readonly drawnSeed: number;
  /** Lesion kind by name; absent: the organ's first. */
  readonly kind?: string;
  readonly contrastPhase?: ContrastPhase;
  /** Which acquisition of a series that holds several. */
  readonly acquisition?: string;
}

export type DraftStore = Store<Draft>;

export const DEFAULT_RADIUS_MM = 10;

export const createDraft = (): DraftStore => createStore<Draft>({ parameters: {}, radiusText: String(DEFAULT_RADIUS_MM), seedText: '', drawnSeed: drawSeed() });

/** A fresh seed, so that pressing Run twice makes two lesions. */
export const drawSeed = (): number => globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** The radius in mm, or undefined while the text is no positive number. */
export function radiusOf(draft: Pick<Draft, 'radiusText'>): number | undefined {
  const text = draft.radiusText.trim();
  const radius = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(radius) && radius > 0 ? radius : undefined;
}
