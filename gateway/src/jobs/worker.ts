import type { JobResult } from '@lesion-forge/openapi';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError, toProblem } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Claim, JobStore } from './job-store.ts';
import { ProgressReporter } from './progress-reporter.ts';
import type { Task, TaskContext } from './task.ts';

export interface WorkerOptions {
  /** Aborted when the process stops: running jobs are given back to the queue. */
  readonly signal: AbortSignal;
  /** Jobs run at the same time. */
  readonly concurrency: number;
  readonly log: Logger;
  /** Longest silence towards the store while a task runs; well below the store's lease. */
  readonly keepAliveMs?: number;
}

/** Tasks by the `task` of a request. */
export type Tasks = ReadonlyMap<string, Task<never, unknown>>;

export interface Worker {
  /** Resolves when the signal was aborted and every running job has ended or been given back. */
  readonly done: Promise<void>;
}

const IDLE_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;
const SETTLE_TRIES = 5;

/** Why a running task is told to stop. */
type StopReason = 'cancelled' | 'lost' | 'stopping';

/** Claims jobs and runs their tasks until the signal is aborted. Survives every failure of tasks and of the store. */
export function startWorker(store: JobStore, tasks: Tasks, options: WorkerOptions): Worker {
  const lanes = Array.from({ length: options.concurrency }, () => lane(store, tasks, options));
  return { done: Promise.all(lanes).then(() => undefined) };
}

async function lane(store: JobStore, tasks: Tasks, options: WorkerOptions): Promise<void> {
  const { signal, log } = options;
  while (!signal.aborted) {
    try {
      const claim = await store.claim();
      if (claim) await runClaim(store, claim, { ...options, task: tasks.get(claim.request.task) });
      else await store.waitForWork(IDLE_MS, signal);
    } catch (error) {
      log.error('the worker could not reach the job store', { error });
      await sleep(AFTER_FAILURE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function runClaim(store: JobStore, claim: Claim, options: WorkerOptions & { readonly task: Task<never, unknown> | undefined }): Promise<void> {
  const { log, signal } = options;
  const fields = { jobId: claim.id, attempt: claim.attempt, task: claim.request.task };
  const stop = new AbortController();
  let stopReason: StopReason | undefined;
  const stopFor = (reason: StopReason) => {
    stopReason ??= reason;
    stop.abort(reason === 'stopping' ? shuttingDown() : new GatewayError('job/cancelled', 'The job was cancelled.'));
  };
  const onStop = () => stopFor('stopping');
  signal.addEventListener('abort', onStop);
  if (signal.aborted) onStop();
  // A cancel in this process is heard at once, one in another with the next heartbeat.
  const unsubscribe = store.onChange(job => job.id === claim.id && job.state === 'running' && job.cancelling && stopFor('cancelled'));
  const reporter = new ProgressReporter({ store, claim, log, keepAliveMs: options.keepAliveMs, onStop: stopFor });
  const startedMs = performance.now();
  log.info('job started', fields);
  try {
    const settle = await outcome(options.task, claim, { stop, reporter, stopReason: () => stopReason, log });
    await reporter.close();
    if (stopReason !== 'lost') await persist(() => settle(store), log);
    log.info('job ended', { ...fields, durationMs: Math.round(performance.now() - startedMs), ...(stopReason ? { reason: stopReason } : {}) });
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onStop);
    await reporter.close();
  }
}

type Settle = (store: JobStore) => Promise<void>;

interface Running {
  readonly stop: AbortController;
  readonly reporter: ProgressReporter;
  readonly stopReason: () => StopReason | undefined;
  readonly log: Logger;
}

/** Runs the task and says what to tell the store. */
async function outcome(task: Task<never, unknown> | undefined, claim: Claim, running: Running): Promise<Settle> {
  try {
    if (task === undefined) throw new GatewayError('internal', `This gateway has no task ${claim.request.task}; run the version that accepted the job.`);
    const context: TaskContext = {
      jobId: claim.id,
      jobKey: claim.key,
      createdAt: claim.createdAt,
      signal: running.stop.signal,
      report: (stage, fraction) => running.reporter.report(stage, fraction),
    };
    running.stop.signal.throwIfAborted();
    const result = (await task.run(claim.request as never, context)) as JobResult;
    return store => store.complete(claim, result);
  } catch (error) {
    if (running.stopReason() === 'cancelled') return store => store.cancelled(claim);
    const problem = toProblem(running.stopReason() === 'stopping' ? shuttingDown() : error);
    running.log[problem.code === 'internal' ? 'error' : 'warn']('task failed', { jobId: claim.id, code: problem.code, error });
    return store => store.fail(claim, problem);
  }
}

/** The outcome of minutes of work is not given up because the database hiccups. */
async function persist(settle: () => Promise<void>, log: Logger): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await settle();
    } catch (error) {
      log.error('the outcome of a job could not be written', { attempt: tried, error });
      if (tried === SETTLE_TRIES) return;
      await sleep(AFTER_FAILURE_MS * tried);
    }
  }
}

const shuttingDown = () => new GatewayError('service/shutting-down', 'The gateway is stopping; the job goes on when it is started again.');
