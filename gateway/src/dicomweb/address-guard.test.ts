import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { assertAllowedLiteral, guardedLookup, isForbiddenAddress } from './address-guard.ts';
import { parseArchiveRoot, pathBelow } from './archive-root.ts';

describe('the address of an archive', () => {
  it.each([
    'ftp://pacs/rs', 'file:///etc/passwd', 'pacs/rs', '', 'http://user:secret@pacs/rs', 'http://pacs@evil/rs', 'http://pacs/rs?x=1', 'http://pacs/rs#x', 'http://pacs/rs?', 'javascript:alert(1)',
  ])('%s is refused', address => {
    expect(() => parseArchiveRoot('pacs', address)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });

  it('is taken apart', () => {
    expect(parseArchiveRoot('pacs', 'https://pacs.example/arc/rs/')).toEqual({ protocol: 'https:', hostname: 'pacs.example', port: 443, origin: 'https://pacs.example', prefix: '/arc/rs' });
    expect(parseArchiveRoot('pacs', 'http://[::1]:8042')).toMatchObject({ hostname: '::1', port: 8042, prefix: '' });
    // Every spelling of an address means the same to the URL parser, so none gets past.
    expect(parseArchiveRoot('pacs', 'http://2852039166/rs').hostname).toBe('169.254.169.254');
    expect(parseArchiveRoot('pacs', 'http://0x7f.1/rs').hostname).toBe('127.0.0.1');
  });

  it.each(['http://169.254.169.254/rs', 'http://2852039166/', 'http://[fe80::1]/rs', 'http://0.0.0.0:80/', 'http://224.0.0.1/', 'http://[::ffff:169.254.169.254]/'])('%s is no archive', address => {
    expect(() => assertAllowedLiteral('pacs', parseArchiveRoot('pacs', address))).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });

  it.each(['http://127.0.0.1:8042/rs', 'http://localhost/rs', 'http://[::1]/rs', 'http://10.1.2.3/rs', 'http://192.168.1.1/rs', 'http://pacs/rs'])('%s may be one', address => {
    expect(() => assertAllowedLiteral('pacs', parseArchiveRoot('pacs', address))).not.toThrow();
  });
});

describe('pathBelow', () => {
  const root = parseArchiveRoot('pacs', 'http://pacs:8042/rs');
  it.each([
    ['http://pacs:8042/rs/studies/1.2?x=1', '/studies/1.2?x=1'],
    ['/rs/studies/1.2', '/studies/1.2'],
    ['../bulk/1', '/studies/bulk/1'],
    ['http://pacs:8043/rs/studies', undefined],
    ['https://pacs:8042/rs/studies', undefined],
    ['http://pacs:8042/rs2/studies', undefined],
    ['http://pacs:8042/rs/../system', undefined],
    ['http://u@pacs:8042/rs/studies', undefined],
    ['//evil/rs/studies', undefined],
    ['http://pacs:8042@evil/rs/studies', undefined],
    ['http://[', undefined],
  ])('%s is %s', (address, path) => {
    expect(pathBelow(root, address, '/studies/1.2/metadata')).toBe(path);
  });
});

describe('the look-up of a name', () => {
  /** A name server that answers these addresses. */
  const answering = (...addresses: string[]) =>
    ((_name: string, _options: unknown, callback: (error: null, found: { address: string; family: number }[]) => void) =>
      callback(null, addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })))) as unknown as typeof lookup;
  const resolve = (url: string, ...addresses: string[]) =>
    new Promise(done => guardedLookup(parseArchiveRoot('pacs', url), answering(...addresses))('pacs', {}, (error, address) => done(error?.code ?? address)));

  it.each(['127.0.0.1', '::1', '169.254.169.254', 'fe80::1', '::ffff:127.0.0.1', '::ffff:169.254.169.254', '0.0.0.0', '::', '224.0.0.1', 'ff02::1'])('does not lead to %s', async address => {
    expect(await resolve('http://pacs/rs', address)).toBe('ERR_ADDRESS_FORBIDDEN');
  });

  it('leads to what is left', async () => {
    expect(await resolve('http://pacs/rs', '169.254.1.1', '10.0.0.7')).toBe('10.0.0.7');
    expect(await resolve('http://localhost/rs', '::1')).toBe('::1');
  });

  it('judges each address alike in both spellings', () => {
    expect(isForbiddenAddress('::ffff:10.0.0.1', false)).toBe(false);
    expect(isForbiddenAddress('127.8.9.1', false)).toBe(true);
    expect(isForbiddenAddress('127.8.9.1', true)).toBe(false);
  });
});
