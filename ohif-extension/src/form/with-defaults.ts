import type { Schema } from './schema-form.ts';

type Values = Readonly<Record<string, unknown>>;

/** The values with the schema's defaults filled in, as the gateway's validator does it: also inside objects that are given. */
export function withDefaults(schema: Schema, values: Values): Values {
  const filled: Record<string, unknown> = { ...values };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (filled[name] === undefined && property.default !== undefined) filled[name] = structuredClone(property.default);
    const inner = filled[name];
    if (property.properties && typeof inner === 'object' && inner !== null) filled[name] = withDefaults(property, inner as Values);
  }
  return filled;
}
