import { describe, expect, it } from 'vitest';
import { GENERATORS } from '../../../gateway/src/synthesis/generators/index.ts';
import { checkParameters } from '../../../gateway/src/synthesis/parameters.ts';
import type { Schema } from './schema-form.ts';
import { withDefaults } from './with-defaults.ts';

describe.each(GENERATORS)('defaults of $name', (generator) => {
  it('are those the gateway fills in', () => {
    expect(withDefaults(generator.parameters as Schema, {})).toEqual(checkParameters(generator, {}));
  });
});

describe('withDefaults', () => {
  it('keeps what is given and fills objects inside, but makes none', () => {
    const schema: Schema = { properties: { a: { default: 1 }, b: { properties: { c: { default: 2 }, d: {} } }, e: { properties: { f: { default: 3 } } } } };
    expect(withDefaults(schema, { a: 0, b: { d: 4 } })).toEqual({ a: 0, b: { c: 2, d: 4 } });
  });
});
