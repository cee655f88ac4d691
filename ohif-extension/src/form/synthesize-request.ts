import type { Generator, Organ, Source, SynthesizeRequest } from '@lesion-forge/openapi';
import type { Draft } from '../state/draft.ts';
import type { Site } from '../state/site.ts';
import { parseNumber, readForm, type FormErrors } from './form-values.ts';
import { schemaForm, type Schema } from './schema-form.ts';

export interface RequestParts {
  readonly source: Source;
  readonly generator: Generator;
  readonly organ?: Organ;
  readonly draft: Draft;
  readonly site?: Site;
  /** Stands in for a blank seed; a fresh one each time, so that pressing Run twice makes two lesions. */
  readonly randomSeed: () => number;
}

export const RADIUS = 'radiusMm';
export const SEED = 'seed';

export type RequestReading = { readonly request: SynthesizeRequest; readonly errors?: undefined } | { readonly request?: undefined; readonly errors: FormErrors };

/** The request the reader's entries make, or what is wrong with them, by field. */
export function synthesizeRequest({ source, generator, organ, draft, site, randomSeed }: RequestParts): RequestReading {
  const form = readForm(schemaForm(generator.parameters as Schema), draft.parameters[generator.name] ?? {});
  const radius = readRadius(draft.radiusText, organ);
  const seed = readSeed(draft.seedText);
  const errors = { ...form.errors, ...named(RADIUS, radius.error), ...named(SEED, seed.error) };
  if (Object.keys(errors).length > 0) return { errors };
  const request: SynthesizeRequest = {
    task: 'synthesize',
    source,
    generator: generator.name,
    radiusMm: radius.value,
    seed: seed.value ?? randomSeed(),
    ...(organ ? { organ: organ.name } : {}),
    ...(site ? { site: toSite(site) } : {}),
    ...(draft.contrastPhase ? { contrastPhase: draft.contrastPhase } : {}),
    ...(Object.keys(form.parameters).length > 0 ? { parameters: form.parameters } : {}),
  };
  return { request };
}

const named = (field: string, error: string | undefined): FormErrors => (error === undefined ? {} : { [field]: error });

const toSite = ({ centreLps, frameOfReferenceUid }: Site): NonNullable<SynthesizeRequest['site']> => ({
  centreLps: [centreLps[0], centreLps[1], centreLps[2]],
  ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
});

function readRadius(text: string, organ: Organ | undefined): { readonly value: number; readonly error?: string } {
  const value = parseNumber(text);
  const [low, high] = organ?.radiusMm ?? [0, 100];
  if (!Number.isFinite(value) || value <= 0) return { value, error: 'Enter a radius in mm.' };
  if (value < low || value > high) return { value, error: `Between ${low} and ${high} mm.` };
  return { value };
}

const LARGEST_SEED = 0xff_ff_ff_ff;

function readSeed(text: string): { readonly value?: number; readonly error?: string } {
  if (text.trim() === '') return {};
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > LARGEST_SEED) return { error: `A whole number from 0 to ${LARGEST_SEED}, or blank.` };
  return { value };
}
