import type { Job, JobRequest, JobResult, JobState } from '@lesion-forge/openapi';
import type { Problem } from '../errors.ts';

/** A job handed to a worker. Every call after `claim` carries the attempt, so that a worker that was given up for dead cannot overwrite its successor. */
export interface Claim {
  readonly id: string;
  readonly key: string;
  readonly attempt: number;
  /** ISO 8601; the date every run of the job writes into its objects, so that a second run writes the same bytes. */
  readonly createdAt: string;
  readonly request: JobRequest;
}

export interface JobFilter {
  readonly state?: JobState;
  readonly studyUid?: string;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Durable jobs. The narrow face behind which the queue library and the database live; it knows no task.
 * At-least-once: a job whose worker dies is claimed again; a job that kills its worker twice fails as `job/poisoned`.
 */
export interface JobStore {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Durable before it resolves. The same key again returns the existing job, unless that one failed or was cancelled: then it is queued anew under the same id. */
  submit(key: string, request: JobRequest): Promise<{ readonly job: Job; readonly created: boolean }>;
  /** Undefined when there is none. */
  get(id: string): Promise<Job | undefined>;
  list(filter: JobFilter): Promise<readonly Job[]>;
  /** Queued: cancelled at once. Running: marked; the worker stops within one window. Cancelled already: as it stands. Throws job/not-found, job/finished. */
  cancel(id: string): Promise<Job>;
  /** Next queued job, or undefined. */
  claim(): Promise<Claim | undefined>;
  /** Keeps the claim alive and writes progress; answers what the worker must do. */
  heartbeat(claim: Claim, progress: { stage: string; fraction: number }): Promise<'continue' | 'cancel' | 'lost'>;
  complete(claim: Claim, result: JobResult): Promise<void>;
  /** Retriable problems are queued again with back-off until the attempts are used up; others are final. service/shutting-down gives the job back at once and does not count. */
  fail(claim: Claim, problem: Problem): Promise<void>;
  /** The worker stopped because the job was cancelled. */
  cancelled(claim: Claim): Promise<void>;
  /** Called after every change of a job, in this process. Returns the unsubscriber. */
  onChange(listener: (job: Job) => void): () => void;
  /** Resolves when there may be something to claim (a submit, a retry that fell due) or after the time given. */
  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void>;
}
