import { GatewayError } from '../errors.ts';
import { isUid } from './uid.ts';

/** Where a request to the proxy goes. */
export interface ProxyTarget {
  readonly archive: string;
  readonly service: 'dicomweb' | 'wado-uri';
  /** Below the archive's root, beginning with a slash; empty for WADO-URI. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

const RESOURCES = new Set(['studies', 'series', 'instances']);
const SEGMENT = /^[A-Za-z0-9_,~-][A-Za-z0-9._,~-]*$/;
const STORE_PATH = /^\/studies(\/[0-9.]+)?$/;
const MAX_QUERY_LENGTH = 8192;

/**
 * Takes `/<archive>/studies/...?query` or `/<archive>/wado?query` apart. Nothing but DICOMweb resources can be named: no way up, no
 * encoded slash, no other part of the archive's API. Throws request/invalid, route/not-found.
 */
export function parseProxyUrl(url: string): ProxyTarget {
  const mark = url.indexOf('?');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const segments = (mark < 0 ? url : url.slice(0, mark)).replace(/^\//, '').replace(/\/$/, '').split('/').map(decoded);
  const [archive = '', resource = '', ...rest] = segments;
  if (query.length > MAX_QUERY_LENGTH || !segments.every(segment => SEGMENT.test(segment)))
    throw new GatewayError('request/invalid', 'The path of a DICOMweb request holds characters that cannot be part of it; correct the address.');
  if (resource === 'wado' && rest.length === 0) {
    checkWadoUri(new URLSearchParams(query));
    return { archive, service: 'wado-uri', path: '', query };
  }
  if (!RESOURCES.has(resource)) throw new GatewayError('route/not-found', 'The proxy serves /studies, /series, /instances and /wado of an archive; correct the address.');
  return { archive, service: 'dicomweb', path: `/${[resource, ...rest].join('/')}`, query };
}

/** True where STOW-RS may post. */
export const isStorePath = (path: string): boolean => STORE_PATH.test(path);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** PS3.18 9.4.1: three UIDs. */
function checkWadoUri(query: URLSearchParams): void {
  const uids = ['studyUID', 'seriesUID', 'objectUID'].map(name => query.get(name) ?? '');
  if (query.get('requestType') === 'WADO' && uids.every(isUid)) return;
  throw new GatewayError('request/invalid', 'A WADO-URI request needs requestType=WADO, studyUID, seriesUID and objectUID; correct the query.');
}
