import type { IncomingHttpHeaders } from 'node:http';

/** What of a caller's request reaches the archive: no credentials, no cookies, nothing about the connection. */
const FORWARDED = ['accept', 'accept-charset', 'range', 'if-range', 'if-none-match', 'if-modified-since'] as const;

/** What of an answer never reaches the caller: hop-by-hop (RFC 9110 7.6.1), logins, cookies, and rights that only this origin grants. */
const WITHHELD = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'set-cookie', 'set-cookie2', 'www-authenticate', 'server', 'x-powered-by', 'alt-svc', 'strict-transport-security', 'clear-site-data',
  'content-security-policy', 'service-worker-allowed', 'location', 'refresh', 'link', 'sourcemap', 'x-sourcemap',
]);

/** Types a browser would run as a page of this origin. */
const ACTIVE = /^\s*(text\/html|application\/xhtml\+xml|image\/svg\+xml|text\/xml|application\/xml)/i;

export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {};
  for (const name of FORWARDED) {
    const value = headers[name];
    if (value !== undefined) out[name] = value;
  }
  return out;
}

/** Headers for the caller. A page from the archive gets no rights: it may hold anything that was once stored there. */
export function answerHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = (headers.connection ?? '').toLowerCase().split(',').map(name => name.trim());
  const out: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !WITHHELD.has(name) && !named.includes(name) && !name.startsWith('access-control-')) out[name] = value;
  out['x-content-type-options'] = 'nosniff';
  if (ACTIVE.test(headers['content-type'] ?? '')) out['content-security-policy'] = "default-src 'none'; sandbox";
  return out;
}
