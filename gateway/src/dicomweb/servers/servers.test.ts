import { describe, expect, it } from 'vitest';
import { SERVER_PROFILES, serverProfile } from './index.ts';

/** What every profile must hold to, whatever it departs from. */
describe.each(SERVER_PROFILES.map(profile => [profile.name, profile] as const))('server profile %s', (name, profile) => {
  it('is found by its name, once', () => {
    expect(serverProfile(name)).toBe(profile);
    expect(SERVER_PROFILES.filter(other => other.name === name)).toHaveLength(1);
    expect(name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });

  it('says what each departure leads to', () => {
    for (const { what, so } of profile.departures) expect([what, so].every(text => text.endsWith('.') && text.length > 20)).toBe(true);
  });

  it('asks for whole instances in the syntax given', () => {
    expect(profile.acceptInstance('*')).toMatch(/^multipart\/related; ?type="application\/dicom"; ?transfer-syntax=\*$/);
    expect(profile.acceptInstance('1.2.840.10008.1.2.1')).toContain('transfer-syntax=1.2.840.10008.1.2.1');
  });

  it('means the same by the query it forwards', () => {
    for (const query of ['', 'limit=5', 'PatientName=a%2Cb%2F%26&limit=1', 'includefield=00081030%2C00080060&includefield=all', 'requestType=WADO&contentType=application%2Fdicom'])
      expect([...new URLSearchParams(profile.forwardQuery(query))]).toEqual([...new URLSearchParams(query)]);
  });

  it('finds WADO-URI beside its root', () => {
    expect(profile.wadoUriPath('/dicom-web')).toBe('/wado');
    expect(profile.wadoUriPath('/arc/aets/A/rs')).toBe('/arc/aets/A/wado');
  });
});

it('names what there is when asked for another', () => {
  expect(() => serverProfile('nonesuch')).toThrow(/standard, orthanc/);
});
