import { GatewayError } from '../errors.ts';

/** Worth trying again unchanged: asked to wait, too early, too many, or the server's own failure (PS3.18 8.5, RFC 9110). */
const isRetriableStatus = (status: number): boolean => status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

const NETWORK_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections; start it or correct "url" in the configuration',
  ENOTFOUND: 'has a host name that cannot be resolved; correct "url" in the configuration',
  EAI_AGAIN: 'has a host name that cannot be resolved now; check the name server',
  EHOSTUNREACH: 'is unreachable; check the network',
  ENETUNREACH: 'is unreachable; check the network',
  ETIMEDOUT: 'is unreachable; check the network',
  ERR_ADDRESS_FORBIDDEN: 'has a host name that leads to a loopback, link-local or multicast address; name that address in "url" if it is meant',
};

/** Anything thrown while talking to an archive, as a failure with a code. What the caller aborted stays the caller's reason. */
export function asArchiveFailure(error: unknown, archive: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof GatewayError || error instanceof RangeError || error instanceof TypeError) return error;
  const code = errorCode(error);
  if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE')
    return new GatewayError('archive/bad-response', `Archive "${archive}" sent a compressed answer that cannot be unpacked.`, { context: { archive }, cause: error });
  if (code.startsWith('HPE_')) return new GatewayError('archive/bad-response', `Archive "${archive}" does not answer in HTTP; check "url".`, { context: { archive }, cause: error });
  const what = NETWORK_CODES[code] ?? 'broke the connection; try again';
  return new GatewayError('archive/unreachable', `Archive "${archive}" ${what}.`, { context: { archive, ...(code === '' ? {} : { reason: code }) }, cause: error });
}

/** What an HTTP status nobody expected means. 404 is left to those who know what was asked for. */
export function statusFailure(status: number, archive: string, retryAfterMs?: number): GatewayError {
  const context = { archive, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status === 401 || status === 403 || status === 407)
    return new GatewayError('archive/unauthorised', `Archive "${archive}" refuses our credentials (status ${status}); check "auth" in the configuration and the account's rights.`, { context });
  if (isRetriableStatus(status))
    return new GatewayError('archive/failing', `Archive "${archive}" is busy or out of order (status ${status}); try again later or look into its log.`, { context });
  if (status >= 300 && status < 400)
    return new GatewayError('archive/rejected', `Archive "${archive}" redirects elsewhere (status ${status}), which is not followed; correct "url" in the configuration.`, { context });
  return new GatewayError('archive/rejected', `Archive "${archive}" rejects a request the standard allows (status ${status}); check "url" and "server" in the configuration.`, { context });
}

export const badResponse = (archive: string, what: string, context: Record<string, unknown> = {}) =>
  new GatewayError('archive/bad-response', `Archive "${archive}" ${what}. Check "url" and "server" in the configuration and the archive's log.`, { context: { archive, ...context } });

function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof AggregateError && error.errors.length > 0 ? errorCode(error.errors[0]) : '';
}
