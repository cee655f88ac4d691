import { describe, expect, it } from 'vitest';
import { readForm, shownValue } from './form-values.ts';
import { schemaForm, type Schema } from './schema-form.ts';

const schema: Schema = {
  properties: {
    contrastHu: { type: 'number', minimum: -150, maximum: 200 },
    lobes: { type: 'integer', minimum: 0, default: 3 },
    share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    capsule: { type: 'boolean', default: true },
    profile: { enum: ['cyst', 7] },
    rim: { type: 'object', properties: { thicknessMm: { type: 'number', maximum: 6 } } },
  },
};
const fields = schemaForm(schema);

describe('readForm', () => {
  it('sends nothing that the reader did not set', () => {
    expect(readForm(fields, {})).toEqual({ parameters: {}, errors: {} });
  });

  it('reads numbers, switches, choices by their own type, and nests groups', () => {
    const { parameters, errors } = readForm(fields, { contrastHu: ' -40,5 ', lobes: '0', capsule: false, profile: '7', 'rim.thicknessMm': '1.5' });
    expect(errors).toEqual({});
    expect(parameters).toEqual({ contrastHu: -40.5, lobes: 0, capsule: false, profile: 7, rim: { thicknessMm: 1.5 } });
  });

  it('counts a cleared entry as not set', () => {
    expect(readForm(fields, { contrastHu: '' })).toEqual({ parameters: {}, errors: {} });
  });

  it.each([
    ['contrastHu', '-151', 'At least -150 HU.'],
    ['contrastHu', '201', 'At most 200 HU.'],
    ['contrastHu', 'dark', 'Enter a number.'],
    ['contrastHu', '1e999', 'Enter a number.'],
    ['lobes', '2.5', 'Enter a whole number.'],
    ['share', '0', 'More than 0.'],
    ['share', '1', 'Less than 1.'],
    ['rim.thicknessMm', '7', 'At most 6 mm.'],
  ])('refuses %s = %s', (path, text, message) => {
    const { parameters, errors } = readForm(fields, { [path]: text });
    expect(errors).toEqual({ [path]: message });
    expect(parameters).toEqual({});
  });
});

describe('shownValue', () => {
  const [contrast, lobes, , capsule] = fields;
  it('shows the entry, else the default, else nothing', () => {
    if (contrast?.kind !== 'number' || lobes?.kind !== 'number' || capsule?.kind !== 'switch') throw new Error('unexpected form');
    expect(shownValue(contrast, {})).toBe('');
    expect(shownValue(lobes, {})).toBe('3');
    expect(shownValue(lobes, { lobes: '' })).toBe('');
    expect(shownValue(capsule, {})).toBe(true);
    expect(shownValue(capsule, { capsule: false })).toBe(false);
  });
});
