import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ArchiveConfig } from '../config.ts';
import { GatewayError, toProblem } from '../errors.ts';
import type { ResolveSecret } from './auth.ts';
import { discardBody } from './body.ts';
import { pathBelow } from './archive-root.ts';
import { asArchiveFailure, statusFailure } from './failures.ts';
import { answerHeaders, forwardedHeaders } from './proxy-headers.ts';
import { isStorePath, parseProxyUrl, type ProxyTarget } from './proxy-path.ts';
import { UrlRewriter } from './rewrite-urls.ts';
import { serverProfile } from './servers/index.ts';
import { storeBody } from './proxy-store.ts';
import { Transport, type Answer, type Call } from './transport.ts';

export interface ProxyOptions {
  readonly archives: readonly ArchiveConfig[];
  readonly resolveSecret: ResolveSecret;
  /** Largest STOW-RS body to an archive without `allowSynthetic`, which must be looked into before it is passed on. Default 256 MiB. */
  readonly maxInspectedBytes?: number;
}

export interface DicomWebProxy {
  /** Sees `/<archive>/studies...` and `/<archive>/wado`; `baseUrl` is the path it is mounted at. Every failure is answered as problem+json. */
  handle(req: ProxiedRequest, res: ServerResponse): Promise<void>;
  close(): void;
}

export type ProxiedRequest = IncomingMessage & { readonly baseUrl?: string };

interface Destination {
  readonly archive: ArchiveConfig;
  readonly transport: Transport;
}

const DEFAULT_INSPECTED_BYTES = 256 * 1024 * 1024;
const ALLOWED = 'GET, HEAD, OPTIONS';

/**
 * DICOMweb of the configured archives on this origin, for the viewer. Streams both ways at the slower side's pace; keeps query, Accept
 * and Range; adds the archive's credentials and never passes on the caller's; retrieval, search and STOW-RS only. When the caller goes,
 * the archive's answer is dropped.
 */
export function createDicomWebProxy(options: ProxyOptions): DicomWebProxy {
  const destinations = new Map<string, Destination>(
    options.archives.map(archive => [archive.name, { archive, transport: new Transport({ archive, resolveSecret: options.resolveSecret }) }]),
  );
  return {
    async handle(req, res) {
      try {
        await serve(req, res, { destinations, maxInspectedBytes: options.maxInspectedBytes ?? DEFAULT_INSPECTED_BYTES });
      } catch (error) {
        answerProblem(res, error);
      }
    },
    close() {
      for (const { transport } of destinations.values()) transport.close();
    },
  };
}

interface Proxying {
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly maxInspectedBytes: number;
}

async function serve(req: ProxiedRequest, res: ServerResponse, { destinations, maxInspectedBytes }: Proxying): Promise<void> {
  const target = parseProxyUrl(req.url ?? '/');
  const destination = destinations.get(target.archive);
  if (destination === undefined) throw new GatewayError('archive/unknown', `There is no archive "${target.archive}"; ask /api/archives for the names.`);
  if (req.method === 'OPTIONS') return void res.writeHead(204, { allow: allowed(target) }).end();
  const gone = new AbortController();
  res.once('close', () => res.writableFinished || gone.abort(new Error('the caller has gone')));
  const call = await toCall(req, target, { destination, maxInspectedBytes, signal: gone.signal });
  const answer = await sendAgainIfStale(destination.transport, call);
  try {
    await passOn(answer, res, { destination, call, publicRoot: `${req.baseUrl ?? ''}/${target.archive}` });
  } catch (error) {
    throw asArchiveFailure(error, target.archive, gone.signal);
  } finally {
    if (!answer.body.readableEnded) await discardBody(answer);
  }
}

async function toCall(req: ProxiedRequest, target: ProxyTarget, to: { destination: Destination; maxInspectedBytes: number; signal: AbortSignal }): Promise<Call> {
  const { archive, transport } = to.destination;
  const profile = serverProfile(archive.server);
  const query = profile.forwardQuery(target.query);
  const path = `${target.path}${query === '' ? '' : `?${query}`}`;
  const common = { path, headers: forwardedHeaders(req.headers), signal: to.signal, ...(target.service === 'wado-uri' ? { prefix: profile.wadoUriPath(transport.root.prefix) } : {}) };
  if (req.method === 'GET' || req.method === 'HEAD') return { method: req.method, ...common };
  if (req.method !== 'POST' || !isStorePath(target.path))
    throw new GatewayError('route/method-not-allowed', `The proxy reads, searches and stores; use ${allowed(target)} here.`);
  const store = await storeBody(req, archive, to.maxInspectedBytes);
  return { method: 'POST', ...common, headers: { ...common.headers, 'content-type': store.contentType }, ...store.send };
}

/** An archive may close an idle connection in the very moment it is used again; reading can simply be repeated. */
function sendAgainIfStale(transport: Transport, call: Call): Promise<Answer> {
  return transport.send(call).catch((error: unknown) => {
    const reset = error instanceof GatewayError && ['ECONNRESET', 'EPIPE'].includes(String(error.context['reason']));
    if (reset && call.method !== 'POST') return transport.send(call);
    throw error;
  });
}

const allowed = (target: ProxyTarget): string => (isStorePath(target.path) ? `${ALLOWED}, POST` : ALLOWED);

/** Status and body as they come, but for what concerns only the gateway and the archive: credentials and redirects. */
async function passOn(answer: Answer, res: ServerResponse, from: { destination: Destination; call: Call; publicRoot: string }): Promise<void> {
  const { archive, transport } = from.destination;
  const headers = answerHeaders(answer.headers);
  if ([401, 403, 407].includes(answer.status)) throw statusFailure(answer.status, archive.name);
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
    const path = answer.headers.location === undefined ? undefined : pathBelow(transport.root, answer.headers.location, from.call.path);
    if (path === undefined || from.call.prefix !== undefined) throw statusFailure(answer.status, archive.name);
    headers['location'] = `${from.publicRoot}${path}`;
  }
  const isJson = /^\s*application\/(dicom\+)?json/i.test(answer.headers['content-type'] ?? '') && (answer.headers['content-encoding'] ?? 'identity') === 'identity';
  if (!isJson || from.call.method === 'HEAD') {
    res.writeHead(answer.status, headers);
    return pipeline(answer.body, res);
  }
  delete headers['content-length'];
  delete headers['etag'];
  res.writeHead(answer.status, headers);
  await pipeline(answer.body, new UrlRewriter({ from: transport.root.prefix, to: from.publicRoot }), res);
}

/** Half an answer cannot be taken back: the connection is cut so that the caller sees that it is half. */
function answerProblem(res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return void res.destroy();
  const problem = toProblem(error);
  res.writeHead(problem.status, { 'content-type': 'application/problem+json', connection: 'close', ...(problem.status === 405 ? { allow: ALLOWED } : {}) });
  res.end(JSON.stringify(problem));
}
