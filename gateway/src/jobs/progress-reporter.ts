import type { Logger } from '../log.ts';
import type { Claim, JobStore } from './job-store.ts';

/** Progress is written at most this often. */
const MIN_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 3_000;

export interface ReporterOptions {
  readonly store: JobStore;
  readonly claim: Claim;
  readonly log: Logger;
  readonly keepAliveMs?: number | undefined;
  readonly onStop: (reason: 'cancelled' | 'lost') => void;
}

/** Turns a task's reports into heartbeats: throttled while it talks, kept up while it is silent, one at a time. */
export class ProgressReporter {
  readonly #options: ReporterOptions;
  readonly #keepAlive: NodeJS.Timeout;
  #progress = { stage: 'starting', fraction: 0 };
  #lastMs = -Infinity;
  #pending: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#keepAlive = setInterval(() => this.#write(), options.keepAliveMs ?? KEEP_ALIVE_MS);
  }

  /** `fraction` is held within 0..1 and never goes back within one attempt. */
  report(stage: string, fraction: number): void {
    const clamped = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
    this.#progress = { stage, fraction: Math.max(this.#progress.fraction, clamped) };
    const dueInMs = this.#lastMs + MIN_INTERVAL_MS - performance.now();
    if (dueInMs <= 0) this.#write();
    else this.#pending ??= setTimeout(() => this.#write(), dueInMs);
  }

  /** Resolves when no heartbeat is under way and none will follow. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#keepAlive);
    clearTimeout(this.#pending);
    await this.#writing;
  }

  #write(): void {
    if (this.#closed || this.#writing) return;
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#lastMs = performance.now();
    this.#writing = this.#beat().finally(() => (this.#writing = undefined));
  }

  async #beat(): Promise<void> {
    const { store, claim, log, onStop } = this.#options;
    try {
      const answer = await store.heartbeat(claim, this.#progress);
      if (answer !== 'continue') onStop(answer === 'cancel' ? 'cancelled' : 'lost');
    } catch (error) {
      log.warn('a heartbeat could not be written', { jobId: claim.id, error });
    }
  }
}
