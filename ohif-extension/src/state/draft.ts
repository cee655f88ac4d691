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
  /** Blank: drawn when the job is sent. */
  readonly seedText: string;
  readonly contrastPhase?: ContrastPhase;
  /** Which acquisition of a series that holds several. */
  readonly acquisition?: string;
}

export type DraftStore = Store<Draft>;

export const DEFAULT_RADIUS_MM = 10;

export const createDraft = (): DraftStore => createStore<Draft>({ parameters: {}, radiusText: String(DEFAULT_RADIUS_MM), seedText: '' });

/** The radius in mm, or undefined while the text is no positive number. */
export function radiusOf(draft: Pick<Draft, 'radiusText'>): number | undefined {
  const text = draft.radiusText.trim();
  const radius = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(radius) && radius > 0 ? radius : undefined;
}
