import { isIP } from 'node:net';
import { GatewayError } from '../errors.ts';

/** Where an archive is: one origin and one path prefix. Credentials and requests never leave it. */
export interface ArchiveRoot {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  /** `http://host:port` */
  readonly origin: string;
  /** Without a slash at its end, e.g. `/dicom-web`; empty when the root is the host itself. */
  readonly prefix: string;
}

/** Reads the configured address. Throws config/invalid for anything but plain http(s) without credentials, query or fragment. */
export function parseArchiveRoot(archive: string, address: string): ArchiveRoot {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw invalid(archive, 'is not an http or https address');
  if (url.username !== '' || url.password !== '' || address.includes('@')) throw invalid(archive, 'must not contain credentials; use "auth"');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(address)) throw invalid(archive, 'must not contain a query or a fragment');
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const { protocol } = url;
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { protocol, hostname, port, origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') };
}

/** True when the configuration itself names this machine: only then may the archive resolve to a loopback address. */
export const namesLoopback = ({ hostname }: ArchiveRoot): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || (isIP(hostname) === 4 && hostname.startsWith('127.')) || hostname === '::1';

/**
 * Path below the root that an address from an answer (BulkDataURI, RetrieveURL, Location) means, query included.
 * Undefined when it leaves the archive's origin or prefix.
 */
export function pathBelow(root: ArchiveRoot, address: string, base = ''): string | undefined {
  const from = `${root.origin}${root.prefix}${base}`;
  if (!URL.canParse(address, from)) return undefined;
  const url = new URL(address, from);
  if (url.origin !== root.origin || url.username !== '' || url.password !== '') return undefined;
  if (!url.pathname.startsWith(`${root.prefix}/`)) return undefined;
  return `${url.pathname.slice(root.prefix.length)}${url.search}`;
}

const invalid = (archive: string, what: string) =>
  new GatewayError('config/invalid', `The address of archive "${archive}" ${what}. Correct "url" in the configuration.`);
