import type { Generator, Organ, Source, SynthesizeRequest } from '@lesion-forge/openapi';
import type { LesionForm, PlacedLesion } from '../preview/scene.ts';
import type { Site } from '../state/site.ts';
import { choose } from '../client/catalogue.ts';
import { parseNumber, readForm, type FormErrors } from './form-values.ts';
import { schemaForm, type Schema } from './schema-form.ts';

export interface RequestParts {
  readonly source: Source;
  readonly generator: Generator;
  readonly organ?: Organ;
  /** What is entered now; made where the gateway finds a place when no lesion has been placed. */
  readonly form: LesionForm;
  readonly lesions: readonly PlacedLesion[];
  /** Survey job whose organ mask is to be used. */
  readonly survey?: string;
}

export const RADIUS = 'radiusMm';
export const SEED = 'seed';
export const LESIONS = 'lesions';

export type RequestReading = { readonly request: SynthesizeRequest; readonly errors?: undefined } | { readonly request?: undefined; readonly errors: FormErrors };

/** The request the reader's entries make, or what is wrong with them, by field. */
export function synthesizeRequest({ source, generator, organ, form, lesions, survey }: RequestParts): RequestReading {
  const { errors } = readLesion(form, { generator, organ });
  const placed = lesions.map((lesion) => ({ ...readLesion(lesion.form, { generator, organ }), site: toSite(lesion.site) }));
  const wrong = placed.findIndex((lesion) => Object.keys(lesion.errors).length > 0);
  if (Object.keys(errors).length > 0) return { errors };
  if (wrong >= 0) return { errors: { [LESIONS]: `Lesion ${wrong + 1} has an entry that is not valid; edit or delete it.` } };
  const common = { task: 'synthesize' as const, source, generator: generator.name, ...(organ ? { organ: organ.name } : {}), ...(survey === undefined ? {} : { survey }) };
  const [first] = placed;
  if (!first) return { request: { ...common, ...readLesion(form, { generator, organ }).values } };
  if (placed.length === 1) return { request: { ...common, ...first.values, site: first.site } };
  return { request: { ...common, seed: first.values.seed, lesions: placed.map(({ values, site }) => ({ ...values, site })) } };
}

type LesionValues = Required<Pick<SynthesizeRequest, 'radiusMm' | 'seed'>> & Pick<SynthesizeRequest, 'kind' | 'contrastPhase' | 'parameters'>;

/** What a form says of one lesion; radius and seed mean nothing where there are errors. */
export function readLesion(form: LesionForm, { generator, organ }: { readonly generator: Generator; readonly organ: Organ | undefined }): { readonly values: LesionValues; readonly errors: FormErrors } {
  const read = readForm(schemaForm(generator.parameters as Schema), form.parameters[generator.name] ?? {});
  const radius = readRadius(form.radiusText, radiusRange(organ, form.kind));
  const seed = readSeed(form.seedText);
  const { contrastPhase, kind } = form;
  const values: LesionValues = {
    radiusMm: radius.value,
    seed: seed.value ?? form.drawnSeed,
    ...(kind === undefined ? {} : { kind }),
    ...(contrastPhase === undefined ? {} : { contrastPhase }),
    ...(Object.keys(read.parameters).length > 0 ? { parameters: read.parameters } : {}),
  };
  return { values, errors: { ...read.errors, ...named(RADIUS, radius.error), ...named(SEED, seed.error) } };
}

const named = (field: string, error: string | undefined): FormErrors => (error === undefined ? {} : { [field]: error });

const toSite = ({ centreLps, frameOfReferenceUid }: Site): NonNullable<SynthesizeRequest['site']> => ({
  centreLps: [centreLps[0], centreLps[1], centreLps[2]],
  ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
});

/** Radii offered for a kind of lesion of an organ, mm. */
export function radiusRange(organ: Organ | undefined, kind: string | undefined): readonly [low: number, high: number] {
  const [low = 0, high = 100] = (organ && (choose(organ.kinds, kind)?.radiusMm ?? organ.radiusMm)) ?? [];
  return [low, high];
}

function readRadius(text: string, [low, high]: readonly [number, number]): { readonly value: number; readonly error?: string } {
  const value = parseNumber(text);
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
