import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { GatewayError } from '../errors.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Headers for every answer. Addresses in the viewer carry study UIDs, so no referrer leaves. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  });
  next();
};

/**
 * Policy of the viewer's pages. It decodes images with WebAssembly and parses DICOM SEG with `new Function`, hence both evals;
 * everything else comes from this origin. `inlineScriptHashes` are those of its index.html.
 */
export function viewerPolicy(inlineScriptHashes: readonly string[]): string {
  const hashes = inlineScriptHashes.map(hash => ` '${hash}'`).join('');
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'${hashes}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Policy of our plugins' files. A worker obeys that of its own script: the preview's compiles its kernels and asks nobody for anything. */
export const PLUGINS_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'";

/** The port says nothing about who resolved the name. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** Refuses names this gateway is not reached by, so that a foreign page cannot point its own name at us (DNS rebinding). */
export function requireKnownHost(allowedHosts: readonly string[]): RequestHandler {
  const known = new Set([...LOOPBACK, ...allowedHosts.map(hostName)]);
  return (request, _response, next) => {
    if (!known.has(hostName(request.headers.host ?? ''))) throw new GatewayError('request/forbidden', 'This gateway is not reached by that host name; add it to http.allowedHosts if it should be.');
    next();
  };
}

/** Refuses what another site's page makes a browser send. Callers that are no browsers send neither header. */
export const refuseForeignPages: RequestHandler = (request, _response, next) => {
  const { origin, host } = request.headers;
  const foreign = origin !== undefined && !(origin === `http://${host}` || origin === `https://${host}`);
  if (foreign || request.headers['sec-fetch-site'] === 'cross-site') {
    const navigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && !request.path.startsWith('/api/');
    if (!navigation) throw new GatewayError('request/forbidden', 'Requests from pages of another origin are refused; open the viewer of this gateway.');
  }
  next();
};

/** Requires the token for what leads to data; the viewer's files and the health route are open. */
export function requireToken(token: string, isOpen: (path: string) => boolean): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (request, _response, next) => {
    if (!isOpen(request.path) && !timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
      throw new GatewayError('request/unauthorised', 'Send the configured token as Authorization: Bearer.');
    next();
  };
}
