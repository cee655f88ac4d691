import { describe, expect, it } from 'vitest';
import type { ArchiveConfig } from '../config.ts';
import { authorization } from './auth.ts';

const archive = (auth?: ArchiveConfig['auth']): ArchiveConfig => ({
  name: 'pacs', url: 'http://pacs/rs', server: 'standard', allowSynthetic: false, concurrency: 1, connectTimeoutMs: 1, idleTimeoutMs: 1, totalTimeoutMs: 1, attempts: 1, ...(auth ? { auth } : {}),
});
const secrets: Record<string, string> = { PASSWORD: 'käse:1', TOKEN: 'abc.def', BROKEN: 'a\r\nX-Evil: 1', EMPTY: '' };
const header = (auth?: ArchiveConfig['auth']) => authorization(archive(auth), name => secrets[name]);

describe('authorization', () => {
  it('makes the header of each kind', () => {
    expect(header()).toBeUndefined();
    expect(header({ kind: 'bearer', tokenEnv: 'TOKEN' })).toBe('Bearer abc.def');
    expect(Buffer.from((header({ kind: 'basic', user: 'gw', passwordEnv: 'PASSWORD' }) as string).slice('Basic '.length), 'base64').toString()).toBe('gw:käse:1');
  });

  it.each(['MISSING', 'EMPTY', 'BROKEN'])('refuses a secret that is %s and does not repeat it', tokenEnv => {
    expect(() => header({ kind: 'bearer', tokenEnv })).toThrow(expect.objectContaining({ code: 'config/invalid', message: expect.not.stringContaining('X-Evil') as string }));
  });
});
