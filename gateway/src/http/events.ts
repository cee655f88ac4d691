import type { Job } from '@lesion-forge/openapi';
import type { Response, Router } from 'express';
import type { JobStore } from '../jobs/job-store.ts';
import { exactRouter } from './exact-router.ts';
import { jobOf } from './jobs.ts';

export interface EventsDependencies {
  readonly store: Pick<JobStore, 'get' | 'onChange'>;
  /** A comment keeps proxies from closing a silent stream. */
  readonly heartbeatMs?: number;
  /** How often the store is asked, for changes that another process made. */
  readonly pollMs?: number;
}

const HEARTBEAT_MS = 15_000;
const POLL_MS = 2_000;

/** Server-sent events of one job: its state at once, every change, and the end after the final state. */
export function eventsRouter({ store, heartbeatMs = HEARTBEAT_MS, pollMs = POLL_MS }: EventsDependencies): Router {
  return exactRouter().get('/api/jobs/:jobId/events', async ({ params }, response) => {
    const stream = new JobStream(response);
    let changes = 0;
    const unsubscribe = store.onChange(job => {
      if (job.id !== params.jobId) return;
      changes++;
      stream.offer(job);
    });
    // An answer of the store that a change has overtaken is stale.
    const ask = async () => {
      const before = changes;
      const job = await jobOf(store, params.jobId);
      if (changes === before) stream.offer(job);
    };
    const timers = [setInterval(() => stream.comment('alive'), heartbeatMs), setInterval(() => void ask().catch(() => undefined), pollMs)];
    const cleanUp = () => {
      unsubscribe();
      for (const timer of timers) clearInterval(timer);
    };
    response.once('close', cleanUp);
    try {
      await ask();
      stream.open();
    } catch (error) {
      cleanUp();
      throw error;
    }
  });
}

/** Writes the latest state as fast as the client reads; states it was too slow for are left out. */
class JobStream {
  readonly #response: Response;
  #open = false;
  #waiting: Job | undefined;
  #last = '';

  constructor(response: Response) {
    this.#response = response;
    response.on('drain', () => this.#flush());
  }

  open(): void {
    this.#response.status(200).set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
    this.#response.flushHeaders();
    this.#open = true;
    this.#flush();
  }

  offer(job: Job): void {
    this.#waiting = job;
    this.#flush();
  }

  comment(text: string): void {
    if (this.#open && !this.#response.writableEnded && !this.#response.writableNeedDrain) this.#response.write(`: ${text}\n\n`);
  }

  #flush(): void {
    const job = this.#waiting;
    if (!job || !this.#open || this.#response.writableEnded || this.#response.writableNeedDrain) return;
    this.#waiting = undefined;
    const data = JSON.stringify(job);
    if (data === this.#last) return;
    this.#last = data;
    this.#response.write(`event: job\ndata: ${data}\n\n`);
    if (job.state !== 'queued' && job.state !== 'running') this.#response.end();
  }
}
