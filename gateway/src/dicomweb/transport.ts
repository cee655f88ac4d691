import http, { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { ArchiveConfig } from '../config.ts';
import { connectionAgent } from './agent.ts';
import { assertAllowedLiteral, guardedLookup } from './address-guard.ts';
import { parseArchiveRoot, type ArchiveRoot } from './archive-root.ts';
import { authorization, type ResolveSecret } from './auth.ts';
import { asArchiveFailure } from './failures.ts';
import { Watchdog } from './watchdog.ts';

export interface TransportOptions {
  readonly archive: ArchiveConfig;
  readonly resolveSecret: ResolveSecret;
  /** Default 1024; over one idle time. */
  readonly minBytesPerSecond?: number;
}

/** One request to the archive. */
export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Below the root, beginning with a slash, already encoded, query included. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Length of `body` where known; else it is sent chunked. */
  readonly contentLength?: number;
  /** Replaces the root's prefix (WADO-URI lives beside the DICOMweb root). */
  readonly prefix?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The head of an answer; whoever gets it must read `body` to its end or destroy it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Raw header pairs, in order. */
  readonly rawHeaders: readonly string[];
  readonly body: IncomingMessage;
}

/**
 * HTTP to one archive: keep-alive, limits in time and rate, cancellation, credentials added here and nowhere else, redirects
 * never followed, nothing decompressed. Throws archive/unreachable, archive/timeout, archive/bad-response, or the signal's reason.
 */
export class Transport {
  readonly archive: string;
  readonly root: ArchiveRoot;
  readonly #options: TransportOptions;
  readonly #agent: http.Agent;
  readonly #lookup: ReturnType<typeof guardedLookup>;
  readonly #credentials: string | undefined;

  /** Throws config/invalid for an address that can be no archive's or a secret that is not set. */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.#credentials = authorization(options.archive, options.resolveSecret);
    this.archive = options.archive.name;
    this.root = parseArchiveRoot(options.archive.name, options.archive.url);
    assertAllowedLiteral(this.archive, this.root);
    this.#lookup = guardedLookup(this.root);
    this.#agent = connectionAgent(this.root.protocol);
  }

  /** Closes idle connections. */
  close(): void {
    this.#agent.destroy();
  }

  send(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      call.signal?.throwIfAborted();
      const request = this.#open(call);
      const state: ExchangeState = { request };
      const stop = this.#watch(state, call.signal);
      const fail = (error: unknown) => {
        stop();
        reject(asArchiveFailure(error, this.archive, call.signal));
      };
      request.on('error', fail);
      request.on('close', () => state.response === undefined && fail(new Error('closed')));
      request.on('response', response => {
        state.response = response;
        response.once('close', () => finish(request, stop));
        resolve({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body: response });
      });
      pump(call, state).catch((error: unknown) => request.destroy(error as Error));
    });
  }

  #open(call: Call): ClientRequest {
    const credentials = this.#credentials === undefined ? {} : { authorization: this.#credentials };
    const headers: OutgoingHttpHeaders = { 'accept-encoding': 'identity', ...call.headers, ...credentials };
    if (call.contentLength !== undefined) headers['content-length'] = call.contentLength;
    const { protocol, hostname, port, prefix } = this.root;
    const path = `${call.prefix ?? prefix}${call.path}`;
    const client = protocol === 'https:' ? https : http;
    return client.request({ protocol, hostname, port, method: call.method, path, headers, agent: this.#agent, lookup: this.#lookup });
  }

  /** Limits and cancellation; the result ends both. */
  #watch(state: ExchangeState, signal: AbortSignal | undefined): () => void {
    const giveUp = (reason: Error) => (state.response ?? state.request).destroy(reason);
    state.request.on('socket', socket => (state.socket = socket));
    const { connectTimeoutMs, idleTimeoutMs, totalTimeoutMs } = this.#options.archive;
    const limits = { connectTimeoutMs, idleTimeoutMs, totalTimeoutMs, minBytesPerSecond: this.#options.minBytesPerSecond ?? 1024 };
    const watchdog = new Watchdog(limits, { archive: this.archive, socket: () => state.socket, stalledByUs: () => stalledByUs(state), giveUp });
    state.request.on('response', () => watchdog.restart());
    const onAbort = () => giveUp(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal?.addEventListener('abort', onAbort, { once: true });
    return () => {
      watchdog.stop();
      signal?.removeEventListener('abort', onAbort);
    };
  }
}

interface ExchangeState {
  readonly request: ClientRequest;
  response?: IncomingMessage;
  socket?: Socket;
}

/** An answer that came before the upload ended leaves the connection in the middle of a message: it cannot be used again. */
function finish(request: ClientRequest, stop: () => void): void {
  stop();
  if (!request.writableEnded) request.destroy();
}

function stalledByUs({ request, response }: ExchangeState): boolean {
  if (response !== undefined) return response.readableLength >= response.readableHighWaterMark;
  return !request.writableEnded && request.writableLength === 0;
}

/** Sends the body at the peer's pace; an early answer ends it, since the peer will not read the rest. */
async function pump({ body }: Call, { request }: ExchangeState): Promise<void> {
  if (body === undefined) return void request.end();
  request.flushHeaders();
  const answered = new AbortController();
  request.once('response', () => answered.abort());
  request.once('close', () => answered.abort());
  for await (const chunk of body) {
    if (answered.signal.aborted) return;
    if (!request.write(chunk)) await drained(request, answered.signal);
  }
  if (!answered.signal.aborted) request.end();
}

function drained(request: ClientRequest, answered: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (answered.aborted) return resolve();
    const done = () => {
      request.off('drain', done);
      answered.removeEventListener('abort', done);
      resolve();
    };
    request.on('drain', done);
    answered.addEventListener('abort', done);
  });
}
