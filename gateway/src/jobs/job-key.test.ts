import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobKey, type JobKeyParts } from './job-key.ts';

const parts: JobKeyParts = { task: 'segment', archive: 'main', studyUid: '1.2', seriesUid: '1.2.3', engine: 'a'.repeat(64), parameters: { overlap: 0.5, encoding: 'binary' } };

describe('jobKey', () => {
  it('is a digest that does not change between releases', () => {
    expect(jobKey(parts)).toBe('69015236b12b6f352d8c3663d9b589ee838156b2dfd59aca2e41839a921435d6');
  });

  it('does not depend on the order of keys', () => {
    const anything = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())));
    fc.assert(
      fc.property(anything, parameters => {
        const reversed = Object.fromEntries(Object.entries(parameters).reverse());
        expect(jobKey({ ...parts, parameters: reversed })).toBe(jobKey({ ...parts, parameters }));
      }),
    );
  });

  it.each(['task', 'archive', 'studyUid', 'seriesUid', 'engine'] as const)('depends on %s', name => {
    expect(jobKey({ ...parts, [name]: 'other' })).not.toBe(jobKey(parts));
  });

  it('tells values apart that look alike, and takes an absent entry for an undefined one', () => {
    const key = (parameters: Record<string, unknown>) => jobKey({ ...parts, parameters });
    expect(new Set([key({ a: 1 }), key({ a: '1' }), key({ a: [1] }), key({ a: null }), key({ b: 1 }), key({ a: { b: 1 } })]).size).toBe(6);
    expect(key({ a: 1, b: undefined })).toBe(key({ a: 1 }));
  });

  it('refuses what JSON would lose', () => {
    for (const value of [Number.NaN, Infinity, () => 1, 1n]) expect(() => jobKey({ ...parts, parameters: { value } })).toThrow(RangeError);
  });
});
