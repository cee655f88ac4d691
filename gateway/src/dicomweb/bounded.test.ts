import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bounded } from './bounded.ts';

const items = Array.from({ length: 20 }, (_, i) => i);

describe('bounded', () => {
  it('does all, never more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const work = async (item: number) => {
      most = Math.max(most, ++running);
      await sleep((item * 7) % 5);
      running--;
      return item;
    };
    for await (const item of bounded(items, { concurrency: 4 }, work)) done.push(item);
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
    expect(most).toBe(4);
  });

  it('waits for a slow consumer', async () => {
    let begun = 0;
    const results = bounded(items, { concurrency: 3 }, item => (begun++, Promise.resolve(item)));
    await results.next();
    await sleep(20);
    expect(begun).toBe(3);
    await results.return(undefined);
    expect(begun).toBe(3);
  });

  it('throws the first failure, cancels the rest and leaves nothing running', async () => {
    let cancelled = 0;
    const work = (item: number, signal: AbortSignal) =>
      new Promise<number>((resolve, reject) => {
        if (item === 2) return reject(new Error('two'));
        signal.addEventListener('abort', () => (cancelled++, reject(new Error('cancelled'))));
        if (item < 2) resolve(item);
      });
    const run = async () => {
      for await (const _ of bounded(items, { concurrency: 5 }, work)) continue;
    };
    await expect(run()).rejects.toThrow('two');
    expect(cancelled).toBeGreaterThanOrEqual(2);
  });
});
