import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const archive = { name: 'pacs', url: 'http://127.0.0.1:8042/dicom-web' };
const failure = (input: unknown) => {
  try {
    parseConfig(input, '/base');
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('accepted');
};

describe('parseConfig', () => {
  it('completes an empty configuration, bound to loopback and with synthetic storage off', () => {
    const config = parseConfig({ archives: [archive] }, '/base');
    expect(config.http.host).toBe('127.0.0.1');
    expect(config.archives[0]).toMatchObject({ allowSynthetic: false, server: 'standard', attempts: 4 });
    expect(config.dataDir).toBe('/base/.lesion-forge');
    expect(Object.isFrozen(config.archives[0])).toBe(true);
  });

  it('refuses unknown keys and names them', () => {
    expect(failure({ archives: [{ ...archive, allowSyntetic: true }] })).toMatchObject({ code: 'config/invalid', message: expect.stringContaining('allowSyntetic') });
  });

  it('refuses credentials in an address', () => {
    expect(failure({ archives: [{ ...archive, url: 'http://user:pw@host/dicom-web' }] }).code).toBe('config/invalid');
  });

  it('refuses two archives of one name', () => {
    expect(failure({ archives: [archive, archive] }).message).toContain('same name');
  });

  it('refuses to listen beyond loopback without authentication', () => {
    expect(failure({ http: { host: '0.0.0.0' } }).message).toContain('bearerTokenEnv');
    expect(parseConfig({ http: { host: '0.0.0.0', bearerTokenEnv: 'TOKEN' } }, '/base').http.host).toBe('0.0.0.0');
  });
});
