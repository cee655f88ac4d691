/** Runs one piece of work at a time; of those that come meanwhile only the latest is run after it. */
export interface Latest<T> {
  push(item: T): void;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
}

/** `work` gets a way to ask whether something newer waits, so that it may stop early. It must not throw. */
export function createLatest<T>(work: (item: T, overtaken: () => boolean) => Promise<void>): Latest<T> {
  let waiting: { readonly item: T } | undefined;
  let running = Promise.resolve();
  let busy = false;
  const run = async (): Promise<void> => {
    while (waiting) {
      const { item } = waiting;
      waiting = undefined;
      await work(item, () => waiting !== undefined);
    }
    busy = false;
  };
  return {
    push(item) {
      waiting = { item };
      if (busy) return;
      busy = true;
      running = run();
    },
    idle: () => running,
  };
}
