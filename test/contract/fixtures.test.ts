import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contract, schemaValidator } from './contract-document.ts';

const ROOT = resolve(import.meta.dirname, '../../openapi/fixtures');

interface Fixture {
  readonly schema: string;
  readonly why: string;
  readonly payload: unknown;
}

const load = (kind: 'valid' | 'invalid') =>
  readdirSync(join(ROOT, kind)).map(name => ({ name, ...(JSON.parse(readFileSync(join(ROOT, kind, name), 'utf8')) as Fixture) }));

describe('payload fixtures', () => {
  it.each(load('valid'))('$name passes: $why', ({ schema, payload }) => {
    const validate = schemaValidator(schema);
    validate(payload);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(load('invalid'))('$name fails: $why', ({ schema, payload }) => {
    expect(schemaValidator(schema)(payload)).toBe(false);
  });

  it('cover every payload of the contract', () => {
    const covered = new Set(load('valid').map(({ schema }) => schema));
    expect(Object.keys(contract.components.schemas)).toEqual(expect.arrayContaining([...covered]));
    for (const name of ['JobRequest', 'Job', 'Problem', 'Readiness', 'Model', 'Generator', 'Organ', 'Archive', 'StudyPreview', 'SeriesPreview']) expect(covered).toContain(name);
  });
});
