import { describe, expect, it } from 'vitest';
import { createLatest } from './latest.ts';

describe('createLatest', () => {
  it('never runs two at once, skips what was overtaken and always runs the last', async () => {
    const seen: number[] = [];
    let inside = 0;
    let release = (): void => {};
    const queue = createLatest<number>(async (item) => {
      expect(++inside).toBe(1);
      seen.push(item);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      inside--;
    });
    for (let n = 1; n <= 50; n++) queue.push(n);
    expect(seen).toEqual([1]);
    release();
    await Promise.resolve();
    await Promise.resolve();
    queue.push(51);
    release();
    await new Promise((resolve) => setTimeout(resolve));
    release();
    await queue.idle();
    expect(seen).toEqual([1, 50, 51]);
  });

  it('tells the work that something newer waits, and starts again after it has rested', async () => {
    const overtakenAt: boolean[] = [];
    const queue = createLatest<string>(async (item, overtaken) => {
      if (item === 'first') queue.push('second');
      overtakenAt.push(overtaken());
    });
    queue.push('first');
    await queue.idle();
    queue.push('third');
    await queue.idle();
    expect(overtakenAt).toEqual([true, false, false]);
  });
});
