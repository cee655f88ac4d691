import { randomUUID } from 'node:crypto';
import type { Job, JobRequest, JobResult } from '@lesion-forge/openapi';
import { GatewayError, toProblem, type Problem } from '../errors.ts';
import type { Logger } from '../log.ts';
import { BossQueue } from './boss-queue.ts';
import type { Database, Sql } from './database.ts';
import { JobDocuments, type JobChange, type JobDocument } from './job-documents.ts';
import type { Claim, JobFilter, JobStore } from './job-store.ts';
import { WorkSignal } from './work-signal.ts';

export interface StoreOptions {
  /** SQL schema that holds everything of ours. */
  readonly schema?: string;
  readonly maxQueued: number;
  readonly maxAttempts: number;
  /** A worker silent for longer is taken for dead. */
  readonly leaseMs?: number;
  /** How often silent workers are looked for. */
  readonly sweepMs?: number;
  /** First back-off of a retriable failure; doubles with each, half of it random. Whole seconds. */
  readonly retryDelaySeconds?: number;
  /** Submissions are refused when the disk of an embedded database has less room. */
  readonly minFreeBytes?: number;
  readonly log?: Logger;
}

const DEFAULTS = { schema: 'lesion_forge', leaseMs: 15_000, sweepMs: 2_000, retryDelaySeconds: 2, minFreeBytes: 128 * 2 ** 20 };
const MAX_DEATHS = 2;
const EMPTY: JobChange = { progress: null, result: null, problem: null, cancelling: false };

/**
 * Jobs in pg-boss, which decides what runs next and when a retry falls due, and in our own table, which is the record that
 * callers see and which fences off workers that were given up. Every operation changes both in one transaction.
 * pg-boss 10 knows no heartbeat, only an expiry counted from the start of a job, which would either cut long jobs or leave
 * those of a dead worker lying: recovery therefore goes by our own heartbeat column.
 */
export class PgBossStore implements JobStore {
  readonly #database: Database;
  readonly #options: StoreOptions & typeof DEFAULTS;
  readonly #queue: BossQueue;
  readonly #documents: JobDocuments;
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #work = new WorkSignal();
  #sweeper: NodeJS.Timeout | undefined;
  #sweptAtMs = 0;

  constructor(database: Database, options: StoreOptions) {
    this.#database = database;
    this.#options = { ...DEFAULTS, ...options };
    this.#documents = new JobDocuments(this.#options.schema);
    this.#queue = new BossQueue(database, this.#options);
  }

  async start(): Promise<void> {
    await this.#database.open();
    await this.#database.transaction(sql => this.#documents.createTable(sql));
    await this.#queue.start();
    if (this.#database.exclusive) await this.#recover(undefined);
    this.#sweptAtMs = Date.now();
    this.#sweeper = setInterval(() => void this.#sweep(), this.#options.sweepMs);
    this.#sweeper.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#work.notify();
    await this.#queue.stop();
    await this.#database.close();
  }

  async submit(key: string, request: JobRequest): Promise<{ readonly job: Job; readonly created: boolean }> {
    await this.#requireRoom();
    const { document, created } = await this.#database.transaction(async sql => {
      const known = await this.#documents.lock(sql, 'key', key);
      if (known && known.state !== 'failed' && known.state !== 'cancelled') return { document: known, created: false };
      await this.#requireQueueRoom(sql);
      if (known) return { document: await this.#requeue(sql, known, request), created: true };
      const inserted = await this.#documents.insert(sql, { id: randomUUID(), key, request });
      // Another process may have inserted the key meanwhile; then its job is the job.
      if (!inserted) return { document: existing(await this.#documents.lock(sql, 'key', key)), created: false };
      await this.#queue.add(sql, inserted.id);
      return { document: inserted, created: true };
    });
    if (created) this.#changed(document);
    return { job: document.job, created };
  }

  async get(id: string): Promise<Job | undefined> {
    return (await this.#documents.get(this.#database, id))?.job;
  }

  async list(filter: JobFilter): Promise<readonly Job[]> {
    return (await this.#documents.list(this.#database, filter)).map(document => document.job);
  }

  async cancel(id: string): Promise<Job> {
    const document = await this.#database.transaction(async sql => {
      const known = await this.#documents.lock(sql, 'id', id);
      if (!known) throw new GatewayError('job/not-found', 'No job has this id; list the jobs to find it.', { context: { jobId: id } });
      if (known.state === 'cancelled') return known;
      if (known.state === 'running') return existing(await this.#documents.change(sql, id, { set: { cancelling: true } }));
      if (known.state === 'queued') return this.#end(sql, known, { state: 'cancelled' });
      throw new GatewayError('job/finished', `The job has already ${known.state}; there is nothing left to cancel.`, { context: { jobId: id } });
    });
    this.#changed(document);
    return document.job;
  }

  async claim(): Promise<Claim | undefined> {
    const document = await this.#database.transaction(async sql => {
      const id = await this.#queue.take(sql);
      if (id === undefined) return undefined;
      const known = await this.#documents.lock(sql, 'id', id);
      if (!known || (known.state !== 'queued' && known.state !== 'running')) return this.#queue.end(sql, id).then(() => undefined);
      const set: JobChange = { ...EMPTY, state: 'running', attempt: known.attempt + 1, tries: known.tries + 1, progress: { stage: 'starting', fraction: 0 } };
      return this.#documents.change(sql, id, { set, now: ['started_at', 'heartbeat_at'] });
    });
    if (!document) return undefined;
    this.#changed(document);
    return { id: document.id, key: document.key, attempt: document.attempt, createdAt: document.job.createdAt, request: document.request };
  }

  async heartbeat(claim: Claim, progress: { stage: string; fraction: number }): Promise<'continue' | 'cancel' | 'lost'> {
    const document = await this.#documents.change(this.#database, claim.id, { set: { progress }, now: ['heartbeat_at'], ifAttempt: claim.attempt });
    if (!document) return 'lost';
    this.#changed(document);
    return document.cancelling ? 'cancel' : 'continue';
  }

  async complete(claim: Claim, result: JobResult): Promise<void> {
    await this.#settle(claim, (sql, document) => this.#end(sql, document, { state: 'succeeded', result }));
  }

  async cancelled(claim: Claim): Promise<void> {
    await this.#settle(claim, (sql, document) => this.#end(sql, document, { state: 'cancelled' }));
  }

  async fail(claim: Claim, problem: Problem): Promise<void> {
    await this.#settle(claim, async (sql, document) => {
      if (document.cancelling) return this.#end(sql, document, { state: 'cancelled' });
      // An orderly stop is no failure of the job: it goes to the front again and the try does not count.
      if (problem.code === 'service/shutting-down') return this.#again(sql, document, { tries: document.tries - 1 });
      // A task process of this gateway died in the job: counted like a dead gateway, durably.
      if (problem.code === 'job/worker-died') return this.#afterDeath(sql, document);
      if (!problem.retryable || document.tries >= this.#options.maxAttempts) return this.#end(sql, document, { state: 'failed', problem });
      await this.#queue.retry(sql, document.id);
      return existing(await this.#documents.change(sql, document.id, { set: { ...EMPTY, state: 'queued', problem } }));
    });
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return this.#work.wait(timeoutMs, signal);
  }

  /** What a worker reports counts only while it still holds the job. */
  async #settle(claim: Claim, then: (sql: Sql, document: JobDocument) => Promise<JobDocument>): Promise<void> {
    const document = await this.#database.transaction(async sql => {
      const known = await this.#documents.lock(sql, 'id', claim.id);
      return known?.state === 'running' && known.attempt === claim.attempt ? then(sql, known) : undefined;
    });
    if (document) this.#changed(document);
  }

  async #end(sql: Sql, document: JobDocument, outcome: JobChange): Promise<JobDocument> {
    await this.#queue.end(sql, document.id);
    return existing(await this.#documents.change(sql, document.id, { set: { ...EMPTY, ...outcome }, now: ['ended_at'] }));
  }

  async #again(sql: Sql, document: JobDocument, set: JobChange): Promise<JobDocument> {
    await this.#queue.replace(sql, document.id, 'front');
    return existing(await this.#documents.change(sql, document.id, { set: { ...EMPTY, state: 'queued', ...set } }));
  }

  /** The date of the job stays, since its output carries it and must come out the same; only its place in the lists is new. */
  async #requeue(sql: Sql, document: JobDocument, request: JobRequest): Promise<JobDocument> {
    await this.#queue.replace(sql, document.id, 'back');
    await this.#documents.resequence(sql, document.id);
    return existing(await this.#documents.change(sql, document.id, { set: { ...EMPTY, state: 'queued', request, tries: 0, deaths: 0 } }));
  }

  /** A timer that fired late means this process was asleep, and its own workers with it: they get a round to report first. */
  async #sweep(): Promise<void> {
    const sinceMs = Date.now() - this.#sweptAtMs;
    this.#sweptAtMs = Date.now();
    if (sinceMs > this.#options.leaseMs / 2 + this.#options.sweepMs) return;
    await this.#recover(this.#options.leaseMs).catch((error: unknown) => this.#options.log?.error('looking for silent workers failed', { error }));
  }

  async #recover(silentMs: number | undefined): Promise<void> {
    const documents = await this.#database.transaction(async sql => {
      const silent = await this.#documents.silent(sql, silentMs);
      const recovered: JobDocument[] = [];
      for (const document of silent) recovered.push(await this.#afterDeath(sql, document));
      return recovered;
    });
    for (const document of documents) {
      this.#options.log?.warn('a worker died', { jobId: document.id, attempt: document.attempt, state: document.state });
      this.#changed(document);
    }
  }

  async #afterDeath(sql: Sql, document: JobDocument): Promise<JobDocument> {
    const deaths = document.deaths + 1;
    if (document.cancelling) return this.#end(sql, document, { state: 'cancelled', deaths });
    if (deaths < MAX_DEATHS) return this.#again(sql, document, { deaths });
    const poisoned = new GatewayError('job/poisoned', `The worker died ${deaths} times in this job; look at its input and the memory of the machine, then submit it again.`);
    return this.#end(sql, document, { state: 'failed', problem: toProblem(poisoned), deaths });
  }

  async #requireQueueRoom(sql: Sql): Promise<void> {
    const { maxQueued } = this.#options;
    if ((await this.#documents.countQueued(sql)) >= maxQueued)
      throw new GatewayError('job/queue-full', `${maxQueued} jobs are waiting already; send the request again when some have ended.`, { context: { maxQueued } });
  }

  async #requireRoom(): Promise<void> {
    const freeBytes = await this.#database.freeBytes();
    if (freeBytes !== undefined && freeBytes < this.#options.minFreeBytes)
      throw new GatewayError('storage/disk-full', 'The disk of the data directory is nearly full; free some space and send the request again.', { context: { freeBytes, minFreeBytes: this.#options.minFreeBytes } });
  }

  #changed(document: JobDocument): void {
    if (document.state === 'queued') this.#work.notify();
    for (const listener of this.#listeners)
      try {
        listener(document.job);
      } catch (error) {
        this.#options.log?.error('a listener of job changes failed', { error });
      }
  }
}

function existing(document: JobDocument | undefined): JobDocument {
  if (document === undefined) throw new RangeError('A job document vanished within its transaction.');
  return document;
}
