import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedUid, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, isUid } from './uids.ts';

describe('derivedUid', () => {
  it('is a valid UID for any key and role, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.oneof(fc.string(), fc.nat()), { maxLength: 3 }), (key, role) => {
        const uid = derivedUid(key, ...role);
        expect(uid).toMatch(/^2\.25\.\d{1,39}$/);
        expect(isUid(uid)).toBe(true);
        expect(derivedUid(key, ...role)).toBe(uid);
      }),
    );
  });

  it('is the first 128 bits of the SHA-256 of key and role as JSON', () => {
    // sha256('["job","series"]') computed with coreutils
    expect(derivedUid('job', 'series')).toBe(`2.25.${BigInt('0xb6b451ffc0f4e5276080fcc48a53f53d')}`);
  });

  it('differs when the key, the role or the split between them differs', () => {
    const uids = [derivedUid('a'), derivedUid('b'), derivedUid('a', 'b'), derivedUid('ab'), derivedUid('a', 'b', 1), derivedUid('a', 'b1')];
    expect(new Set(uids).size).toBe(uids.length);
  });
});

describe('isUid', () => {
  it.each(['1.2.840.10008.1.2.1', '2.25.0', IMPLEMENTATION_CLASS_UID])('accepts %s', uid => expect(isUid(uid)).toBe(true));
  it.each(['', '1', '1..2', '.1.2', '1.2.', '1.02', '../..', '1.2\0', '1.2 ', `1.${'2'.repeat(63)}`])('refuses %j', uid =>
    expect(isUid(uid)).toBe(false));
});

it('names the implementation within the limits of PS3.10', () => {
  expect(IMPLEMENTATION_VERSION_NAME.length).toBeLessThanOrEqual(16);
});
