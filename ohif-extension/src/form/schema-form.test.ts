import { describe, expect, it } from 'vitest';
import { schemaForm, type Schema, withoutControl } from './schema-form.ts';

const field = (schema: Schema, name = 'value') => schemaForm({ properties: { [name]: schema } })[0];

describe('schemaForm', () => {
  it('reads range, unit, step and default of a number', () => {
    const schema: Schema = { type: 'number', title: 'Contrast', description: 'Lesion minus parenchyma.', minimum: -150, maximum: 200, 'x-unit': 'HU', 'x-step': 5, default: -40 };
    expect(field(schema)).toEqual({
      kind: 'number', path: 'value', label: 'Contrast', description: 'Lesion minus parenchyma.', integer: false,
      unit: 'HU', low: -150, high: 200, lowExcluded: false, highExcluded: false, step: 5, default: -40,
    });
  });

  it('tells open from closed ends', () => {
    expect(field({ type: 'number', exclusiveMinimum: 0, maximum: 1 })).toMatchObject({ low: 0, lowExcluded: true, high: 1, highExcluded: false });
  });

  it('takes the unit and a readable label from the name where the schema has none', () => {
    expect(field({ type: 'number' }, 'edgeSigmaMm')).toMatchObject({ label: 'Edge sigma', unit: 'mm' });
    expect(field({ type: 'number' }, 'coreHu')).toMatchObject({ label: 'Core', unit: 'HU' });
    expect(field({ type: 'number' }, 'roughness')).not.toHaveProperty('unit');
  });

  it('counts a type list with integer and null as whole numbers, with number as any', () => {
    expect(field({ type: ['integer', 'null'] })).toMatchObject({ kind: 'number', integer: true });
    expect(field({ type: ['number', 'integer'] })).toMatchObject({ kind: 'number', integer: false });
  });

  it('offers the members of an enum and of titled constants', () => {
    expect(field({ enum: ['hypo-vascular', 'cyst'], default: 'cyst' })).toMatchObject({
      kind: 'choice', default: 'cyst', options: [{ value: 'hypo-vascular', label: 'Hypo vascular' }, { value: 'cyst', label: 'Cyst' }],
    });
    expect(field({ oneOf: [{ const: 3, title: 'Three' }, { const: 5 }] })).toMatchObject({ options: [{ value: 3, label: 'Three' }, { value: 5, label: '5' }] });
  });

  it('drops a default that is no member of its enum', () => {
    expect(field({ enum: ['a'], default: 'b' })).not.toHaveProperty('default');
  });

  it('nests groups under dotted paths, to any depth', () => {
    const inner: Schema = { type: 'object', properties: { shape: { type: 'object', properties: { lobes: { type: 'integer' } } } } };
    expect(field(inner, 'rim')).toMatchObject({ kind: 'group', path: 'rim', fields: [{ kind: 'group', path: 'rim.shape', fields: [{ path: 'rim.shape.lobes' }] }] });
  });

  it('leaves out what has no control', () => {
    expect(schemaForm({ properties: { list: { type: 'array' }, free: { type: 'object' }, flag: { type: 'boolean' } } }).map(({ path }) => path)).toEqual(['flag']);
    expect(schemaForm({})).toEqual([]);
  });

  it('names what has no control', () => {
    const schema = { properties: { sizeMm: { type: 'number' }, sampling_steps: { type: 'array', title: 'Sampling steps' }, extra: { type: 'object' } } };
    expect(withoutControl(schema)).toEqual(['Sampling steps', 'Extra']);
  });
});
