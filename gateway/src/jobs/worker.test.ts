import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobRequest } from '@lesion-forge/openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../../../test/support/empty-database.ts';
import { GatewayError } from '../errors.ts';
import { createLogger } from '../log.ts';
import type { JobStore } from './job-store.ts';
import { openJobStore } from './open-job-store.ts';
import type { TaskContext } from './task.ts';
import { startWorker, type Tasks } from './worker.ts';

const log = createLogger({ level: 'silent' });
const result = { task: 'segment', segmentation: { seriesUid: '2.25.1', instanceUids: ['2.25.2'] }, findings: [], organs: [], models: [], warnings: [], stageMs: {} };

let data: Awaited<ReturnType<typeof temporaryDataDir>>;
let store: JobStore;
let nextKey = 0;
beforeAll(async () => {
  data = await temporaryDataDir();
  store = openJobStore({ dataDir: data.dataDir, maxQueued: 100, maxAttempts: 2, retryDelaySeconds: 1, leaseMs: 2_000, sweepMs: 100 });
  await store.start();
});
afterAll(async () => {
  await store.stop();
  await data.remove();
});

type Run = (context: TaskContext, request: JobRequest) => Promise<unknown>;
const tasks = (run: Run): Tasks => new Map([['segment', { name: 'segment', stages: [], run: (request: JobRequest, context: TaskContext) => run(context, request) }]]);
const submit = async () => (await store.submit(`key${nextKey++}`, { task: 'segment', source: { studyUid: '1.2', seriesUid: '1.3' }, encoding: 'binary' })).job;

/** Runs a worker until `ids` have ended and it stopped. */
async function work(run: Run, ids: readonly string[], options: { concurrency?: number; keepAliveMs?: number } = {}): Promise<Job[]> {
  const stop = new AbortController();
  const worker = startWorker(store, tasks(run), { signal: stop.signal, concurrency: 1, log, ...options });
  let jobs: (Job | undefined)[] = [];
  do {
    await sleep(20);
    jobs = await Promise.all(ids.map(id => store.get(id)));
  } while (jobs.some(job => job?.state === 'queued' || job?.state === 'running'));
  stop.abort();
  await worker.done;
  return jobs as Job[];
}

describe('startWorker', () => {
  it('runs jobs one after the other, or as many at once as told', async () => {
    for (const concurrency of [1, 3]) {
      const ids = [(await submit()).id, (await submit()).id, (await submit()).id];
      let running = 0;
      let most = 0;
      await work(async () => {
        most = Math.max(most, ++running);
        await sleep(100);
        running--;
        return result;
      }, ids, { concurrency });
      expect(most).toBe(concurrency);
    }
  });

  it('passes id, key and date to the task and its progress to the store, never backwards, at most once a second', async () => {
    const job = await submit();
    const seen: number[] = [];
    const off = store.onChange(change => change.id === job.id && change.state === 'running' && seen.push(change.progress.fraction));
    let given: TaskContext | undefined;
    const [done] = await work(async context => {
      given = context;
      for (let n = 0; n < 60; n++, await sleep(20)) context.report('infer', n % 10 === 9 ? 0 : n / 60);
      context.report('infer', 7);
      return result;
    }, [job.id]);
    off();
    expect(done).toMatchObject({ state: 'succeeded', result });
    expect(given).toMatchObject({ jobId: job.id, createdAt: job.createdAt });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.length).toBeLessThanOrEqual(5);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  });

  it('keeps the job of a task that is silent for longer than the lease', async () => {
    const job = await submit();
    const [done] = await work(() => sleep(3_500, result), [job.id], { keepAliveMs: 300 });
    expect(done).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('names failures, hides the inside of unknown ones, and goes on', async () => {
    const named = await submit();
    const unknown = await submit();
    const good = await submit();
    const jobs = await work(async ({ jobId }) => {
      if (jobId === named.id) throw new GatewayError('series/not-ct', 'The series is MR; choose a CT series.', { context: { modality: 'MR' } });
      if (jobId === unknown.id) throw new TypeError('Doe^John is not a function');
      return result;
    }, [named.id, unknown.id, good.id]);
    expect(jobs).toMatchObject([
      { state: 'failed', attempt: 1, problem: { code: 'series/not-ct', context: { modality: 'MR' } } },
      { state: 'failed', attempt: 2, problem: { code: 'internal' } },
      { state: 'succeeded' },
    ]);
    expect(JSON.stringify(jobs)).not.toContain('Doe');
  });

  it('fails a job whose task it does not know', async () => {
    const { job } = await store.submit('unknown-task', { task: 'synthesize', source: { studyUid: '1.2', seriesUid: '1.3' }, radiusMm: 5 });
    const jobs = await work(() => Promise.resolve(result), [job.id]);
    expect(jobs).toMatchObject([{ state: 'failed', problem: { code: 'internal' } }]);
  });

  it('stops a task at once when its job is cancelled, whatever the task throws', async () => {
    const job = await submit();
    let stoppedAfterMs = Infinity;
    const running = work(async ({ signal, report }) => {
      report('infer', 0.5);
      await sleep(50);
      const cancelledAtMs = performance.now();
      await store.cancel(job.id);
      await new Promise(resolve => (signal.aborted ? resolve(undefined) : signal.addEventListener('abort', resolve)));
      stoppedAfterMs = performance.now() - cancelledAtMs;
      throw new Error('stopped in the middle');
    }, [job.id]);
    expect(await running).toMatchObject([{ state: 'cancelled' }]);
    // Well before the next heartbeat, which would tell it too.
    expect(stoppedAfterMs).toBeLessThan(2_500);
  });

  it('gives running jobs back when it is stopped', async () => {
    const job = await submit();
    const stop = new AbortController();
    const begun: number[] = [];
    const worker = startWorker(store, tasks(({ signal }) => {
      begun.push(1);
      return sleep(60_000, result, { signal });
    }), { signal: stop.signal, concurrency: 1, log });
    while (begun.length === 0) await sleep(10);
    stop.abort();
    await worker.done;
    expect(await store.get(job.id)).toMatchObject({ state: 'queued', attempt: 1 });
    expect(await work(() => Promise.resolve(result), [job.id])).toMatchObject([{ state: 'succeeded', attempt: 2 }]);
  });
});
