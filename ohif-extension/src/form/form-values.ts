import type { Field, NumberField } from './schema-form.ts';

/** What the reader entered, by field path; a field that is absent has its default. */
export type FormValues = Readonly<Record<string, string | boolean>>;

export type FormErrors = Readonly<Record<string, string>>;

export interface FormReading {
  /** Only what the reader set, nested as the schema wants it; the gateway fills in its defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly errors: FormErrors;
}

/** What a control shows: the reader's entry, else the default, else blank. */
export function shownValue(field: Exclude<Field, { kind: 'group' }>, values: FormValues): string | boolean {
  const entered = values[field.path];
  if (entered !== undefined) return entered;
  if (field.kind === 'switch') return field.default ?? false;
  return field.default === undefined ? '' : String(field.default);
}

export function readForm(fields: readonly Field[], values: FormValues): FormReading {
  const parameters: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    if (field.kind === 'group') {
      const inner = readForm(field.fields, values);
      if (Object.keys(inner.parameters).length > 0) parameters[lastName(field.path)] = inner.parameters;
      Object.assign(errors, inner.errors);
      continue;
    }
    const read = readField(field, values[field.path]);
    if (read.error !== undefined) errors[field.path] = read.error;
    if (read.value !== undefined) parameters[lastName(field.path)] = read.value;
  }
  return { parameters, errors };
}

interface Reading {
  readonly value?: unknown;
  readonly error?: string;
}

function readField(field: Exclude<Field, { kind: 'group' }>, entered: string | boolean | undefined): Reading {
  if (entered === undefined || entered === '') return {};
  if (typeof entered === 'boolean') return { value: entered };
  if (field.kind === 'number') return readNumber(field, entered);
  if (field.kind === 'choice') return { value: field.options.find((option) => String(option.value) === entered)?.value };
  return { value: entered };
}

/** A decimal comma is as good as a point. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return trimmed === '' ? Number.NaN : Number(trimmed.replace(',', '.'));
}

function readNumber(field: NumberField, text: string): Reading {
  const value = parseNumber(text);
  if (!Number.isFinite(value)) return { error: 'Enter a number.' };
  if (field.integer && !Number.isInteger(value)) return { error: 'Enter a whole number.' };
  const { low, high, lowExcluded, highExcluded, unit } = field;
  const inUnit = (limit: number): string => (unit === undefined ? String(limit) : `${limit} ${unit}`);
  if (low !== undefined && (lowExcluded ? value <= low : value < low)) return { error: `${lowExcluded ? 'More than' : 'At least'} ${inUnit(low)}.` };
  if (high !== undefined && (highExcluded ? value >= high : value > high)) return { error: `${highExcluded ? 'Less than' : 'At most'} ${inUnit(high)}.` };
  return { value };
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
