import { setMaxListeners } from 'node:events';

/**
 * Runs `work` over items, at most `concurrency` at once, and yields results as they come. Results nobody has taken yet count as running,
 * so a slow consumer slows the work. The first failure is thrown and the others are cancelled; so they are when the consumer stops.
 */
export async function* bounded<Item, Result>(
  items: Iterable<Item>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal | undefined },
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result> {
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, both);
  const running = new Set<Promise<Outcome<Result>>>();
  const source = items[Symbol.iterator]();
  let exhausted = false;
  try {
    for (;;) {
      while (!exhausted && running.size < concurrency) {
        const next = source.next();
        exhausted = next.done === true;
        if (!next.done) track(running, work(next.value, both));
      }
      if (running.size === 0) return;
      const outcome = await Promise.race(running);
      running.delete(outcome.self());
      if ('error' in outcome) throw outcome.error;
      yield outcome.result;
    }
  } finally {
    stop.abort(new Error('no longer wanted'));
    await Promise.all(running);
  }
}

type Outcome<Result> = { readonly self: () => Promise<Outcome<Result>> } & ({ readonly result: Result } | { readonly error: unknown });

/** The promise never rejects, so that a failure nobody waits for yet does no harm. */
function track<Result>(running: Set<Promise<Outcome<Result>>>, promise: Promise<Result>): void {
  const self = (): Promise<Outcome<Result>> => tracked;
  const tracked: Promise<Outcome<Result>> = promise.then(
    result => ({ self, result }),
    (error: unknown) => ({ self, error }),
  );
  running.add(tracked);
}
