/** A retry may fall due, or another process may submit, without this process hearing of it: nobody waits longer than this. */
const POLL_MS = 1_000;

/** Wakes idle workers when something was queued. */
export class WorkSignal {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves on notify, on abort, or after the time given. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(timeoutMs, POLL_MS));
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
