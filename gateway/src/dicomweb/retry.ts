import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';

export interface RetryPolicy {
  /** Tries in all, at least 1. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** 0 <= value < 1; default Math.random. */
  readonly random?: () => number;
}

export const DEFAULT_RETRY: Omit<RetryPolicy, 'attempts'> = { baseDelayMs: 250, maxDelayMs: 15_000 };

/** Runs `work` again after a retryable failure, with doubling waits, jitter and the peer's Retry-After. The last failure is thrown. */
export async function retrying<T>(policy: RetryPolicy, signal: AbortSignal | undefined, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof GatewayError) || !error.retryable || attempt >= policy.attempts) throw error;
      await pause(delayMs(policy, attempt, error.context['retryAfterMs']), signal);
    }
  }
}

/** Waits; throws the signal's own reason when it is aborted meanwhile. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/** Half fixed, half random, so that clients that failed together do not come back together. Retry-After is a lower bound, within the longest wait. */
export function delayMs(policy: RetryPolicy, attempt: number, retryAfterMs?: unknown): number {
  const full = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  const jittered = full / 2 + (full / 2) * (policy.random ?? Math.random)();
  const asked = typeof retryAfterMs === 'number' ? Math.min(retryAfterMs, policy.maxDelayMs) : 0;
  return Math.max(jittered, asked);
}

/** Retry-After as seconds or HTTP date (RFC 9110 10.2.3), in ms from `nowMs`; undefined when absent or unreadable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
