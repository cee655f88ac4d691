import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { GatewayError } from '../errors.ts';
import { namesLoopback, type ArchiveRoot } from './archive-root.ts';

/** Link-local holds the metadata services of cloud providers; the others can be no archive. */
const NEVER = new BlockList();
NEVER.addSubnet('169.254.0.0', 16, 'ipv4');
NEVER.addSubnet('0.0.0.0', 8, 'ipv4');
NEVER.addSubnet('224.0.0.0', 3, 'ipv4');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');
NEVER.addAddress('::', 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** True for an address a host name must not lead to. IPv4-mapped IPv6 is judged as IPv4. */
export function isForbiddenAddress(address: string, loopbackNamed: boolean): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return NEVER.check(address, family) || (!loopbackNamed && LOOPBACK.check(address, family));
}

/** A literal address in the configuration passes no look-up, so it is judged when the client is made. Throws config/invalid. */
export function assertAllowedLiteral(archive: string, root: ArchiveRoot): void {
  if (isIP(root.hostname) === 0 || !isForbiddenAddress(root.hostname, namesLoopback(root))) return;
  throw new GatewayError('config/invalid', `The address of archive "${archive}" is link-local, multicast or unspecified. Correct "url" in the configuration.`);
}

/**
 * Name look-up for one archive that refuses answers it must not lead to. The socket connects to the very address that was judged,
 * so a name whose answer changes afterwards gains nothing.
 */
export function guardedLookup(root: ArchiveRoot, resolve: typeof dnsLookup = dnsLookup): LookupFunction {
  const loopbackNamed = namesLoopback(root);
  return (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const allowed = found.filter(({ address }) => !isForbiddenAddress(address, loopbackNamed));
      const first = allowed[0];
      if (first === undefined) return callback(forbidden(), '', 0);
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

const forbidden = () =>
  Object.assign(new Error('The host name leads to an address that is not allowed.'), { code: 'ERR_ADDRESS_FORBIDDEN' });
