import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { delayMs, retryAfterMs, retrying } from './retry.ts';

const policy = { attempts: 4, baseDelayMs: 1, maxDelayMs: 8, random: () => 0.5 };
const failing = () => new GatewayError('archive/failing', 'Busy; wait.');

describe('retrying', () => {
  it('tries again what may succeed, as often as allowed', async () => {
    let tries = 0;
    expect(await retrying(policy, undefined, attempt => (++tries < 3 ? Promise.reject(failing()) : Promise.resolve(attempt)))).toBe(3);
    tries = 0;
    await expect(retrying(policy, undefined, () => (tries++, Promise.reject(failing())))).rejects.toMatchObject({ code: 'archive/failing' });
    expect(tries).toBe(4);
  });

  it.each([new GatewayError('archive/rejected', 'No.'), new RangeError('ours'), new Error('unknown')])('does not try again after %s', async error => {
    let tries = 0;
    await expect(retrying(policy, undefined, () => (tries++, Promise.reject(error)))).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  it('throws the reason of the signal, not its consequence', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    await expect(retrying(policy, stop.signal, () => (stop.abort(reason), Promise.reject(failing())))).rejects.toBe(reason);
  });

  it('doubles its waits up to a limit, spread by chance, and not below what was asked', () => {
    const waits = (random: number) => [1, 2, 3, 4, 9].map(attempt => delayMs({ attempts: 9, baseDelayMs: 100, maxDelayMs: 1000, random: () => random }, attempt));
    expect(waits(0)).toEqual([50, 100, 200, 400, 500]);
    expect(waits(0.999).map(Math.round)).toEqual([100, 200, 400, 800, 1000].map(ms => Math.round(ms / 2 + (ms / 2) * 0.999)));
    expect(delayMs({ ...policy, maxDelayMs: 1000 }, 1, 700)).toBe(700);
    expect(delayMs({ ...policy, maxDelayMs: 1000 }, 1, 86_400_000)).toBe(1000);
  });

  it('reads Retry-After in both forms', () => {
    const now = Date.UTC(2024, 0, 1);
    expect(retryAfterMs('3', now)).toBe(3000);
    expect(retryAfterMs('Mon, 01 Jan 2024 00:00:05 GMT', now)).toBe(5000);
    expect(retryAfterMs('Sun, 31 Dec 2023 00:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });
});
