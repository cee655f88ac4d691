/** The part of JSON Schema (draft 2020-12) a parameter form is built from. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly { readonly const?: unknown; readonly title?: string }[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly unit?: string;
  readonly 'x-unit'?: string;
  readonly 'x-step'?: number;
  /** How the generator chooses the value when it is not set, in words. */
  readonly 'x-drawn'?: string;
}

interface Common {
  /** Path of the property, dotted where nested. */
  readonly path: string;
  readonly label: string;
  readonly description?: string;
}

export interface NumberField extends Common {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly unit?: string;
  readonly low?: number;
  readonly high?: number;
  readonly lowExcluded: boolean;
  readonly highExcluded: boolean;
  readonly step?: number;
  readonly default?: number;
  readonly drawn?: string;
}

export interface ChoiceField extends Common {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string | number; readonly label: string }[];
  readonly default?: string | number;
}

export interface SwitchField extends Common {
  readonly kind: 'switch';
  readonly default?: boolean;
}

export interface TextField extends Common {
  readonly kind: 'text';
  readonly default?: string;
}

export interface GroupField extends Common {
  readonly kind: 'group';
  readonly fields: readonly Field[];
}

export type Field = NumberField | ChoiceField | SwitchField | TextField | GroupField;

/** The form of an object schema. What has no control here (lists, free objects) is left out: the gateway's default holds. */
export function schemaForm(schema: Schema, prefix = ''): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = toField(property, prefix === '' ? name : `${prefix}.${name}`);
    return field ? [field] : [];
  });
}

/** Titles of properties that have no control: lists and free objects. */
export const withoutControl = (schema: Schema): readonly string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => (toField(property, name) ? [] : [describe(property, name).label]));

function toField(schema: Schema, path: string): Field | undefined {
  const common = describe(schema, path);
  const options = optionsOf(schema);
  if (options.length > 0) {
    const isDefault = options.some((option) => option.value === schema.default);
    return { kind: 'choice', ...common, options, ...(isDefault ? { default: schema.default as string | number } : {}) };
  }
  const types = [schema.type ?? []].flat();
  if (types.includes('number') || types.includes('integer')) return numberField(schema, common, path);
  if (types.includes('boolean')) return { kind: 'switch', ...common, ...(typeof schema.default === 'boolean' ? { default: schema.default } : {}) };
  if (types.includes('string')) return { kind: 'text', ...common, ...(typeof schema.default === 'string' ? { default: schema.default } : {}) };
  const fields = schema.properties ? schemaForm(schema, path) : [];
  return fields.length > 0 ? { kind: 'group', ...common, fields } : undefined;
}

function numberField(schema: Schema, common: Common, path: string): NumberField {
  const low = schema.exclusiveMinimum ?? schema.minimum;
  const high = schema.exclusiveMaximum ?? schema.maximum;
  const step = schema['x-step'] ?? schema.multipleOf;
  const unit = schema['x-unit'] ?? schema.unit ?? unitOfName(path);
  return {
    kind: 'number',
    ...common,
    integer: [schema.type ?? []].flat().every((type) => type !== 'number'),
    lowExcluded: schema.exclusiveMinimum !== undefined,
    highExcluded: schema.exclusiveMaximum !== undefined,
    ...(unit === undefined ? {} : { unit }),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    ...(step === undefined ? {} : { step }),
    ...(typeof schema.default === 'number' ? { default: schema.default } : {}),
    ...(schema['x-drawn'] === undefined ? {} : { drawn: schema['x-drawn'] }),
  };
}

function optionsOf(schema: Schema): ChoiceField['options'] {
  const listed = (schema.enum ?? []).map((value) => ({ value, label: undefined }));
  const titled = (schema.oneOf ?? []).map((option) => ({ value: option.const, label: option.title }));
  return [...listed, ...titled].flatMap(({ value, label }) =>
    typeof value === 'string' || typeof value === 'number' ? [{ value, label: label ?? (typeof value === 'string' ? sentence(value) : String(value)) }] : [],
  );
}

function describe(schema: Schema, path: string): Common {
  const label = schema.title ?? sentence(nameOf(path).replace(UNIT_SUFFIX, ''));
  return { path, label, ...(schema.description === undefined ? {} : { description: schema.description }) };
}

/** Names carry their unit: `edgeSigmaMm`, `contrastHu`. */
const UNIT_SUFFIX = /(Mm|Ml|Hu|Ms|Degrees|Percent)$/;
const UNITS: Readonly<Record<string, string>> = { Mm: 'mm', Ml: 'ml', Hu: 'HU', Ms: 'ms', Degrees: '°', Percent: '%' };
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const unitOfName = (path: string): string | undefined => UNITS[UNIT_SUFFIX.exec(nameOf(path))?.[1] ?? ''];

/** `edgeSigma` and `edge-sigma` become `Edge sigma`. */
function sentence(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]+/g, ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
