import { discardBody } from './body.ts';
import { asArchiveFailure, statusFailure } from './failures.ts';
import { pathBelow } from './archive-root.ts';
import { retryAfterMs, retrying, type RetryPolicy } from './retry.ts';
import type { Answer, Call, Transport } from './transport.ts';

const MAX_REDIRECTS = 3;

/** Transport and how often to try. */
export interface Requester {
  readonly transport: Transport;
  readonly retry: RetryPolicy;
}

/**
 * Sends and reads one request, the whole of it again after a retryable failure. `accept` are the statuses `read` deals with;
 * any other is thrown as its failure. Redirects are followed for reading only, and only below the archive's own root.
 */
export function request<T>(requester: Requester, call: Call & { readonly accept: readonly number[] }, read: (answer: Answer) => Promise<T>): Promise<T> {
  return retrying(requester.retry, call.signal, async () => {
    const answer = await sendFollowing(requester.transport, call, MAX_REDIRECTS);
    const { archive } = requester.transport;
    try {
      if (!call.accept.includes(answer.status)) throw statusFailure(answer.status, archive, retryAfterMs(answer.headers['retry-after'], Date.now()));
      return await read(answer);
    } catch (error) {
      throw asArchiveFailure(error, archive, call.signal);
    } finally {
      if (!answer.body.readableEnded) await discardBody(answer);
    }
  });
}

async function sendFollowing(transport: Transport, call: Call, redirectsLeft: number): Promise<Answer> {
  const answer = await transport.send(call);
  const { location } = answer.headers;
  if (answer.status < 300 || answer.status >= 400 || location === undefined || call.method === 'POST' || redirectsLeft === 0) return answer;
  const path = pathBelow(transport.root, location, call.path);
  if (path === undefined) return answer;
  await discardBody(answer);
  return sendFollowing(transport, { ...call, path }, redirectsLeft - 1);
}
