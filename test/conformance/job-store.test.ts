import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@lesion-forge/openapi';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { GatewayError, toProblem, type ErrorCode } from '../../gateway/src/errors.ts';
import type { Claim } from '../../gateway/src/jobs/job-store.ts';
import type { PgBossStore, StoreOptions } from '../../gateway/src/jobs/pg-boss-store.ts';
import { freshSchema, pgliteDriver, postgresDriver, type JobDriver } from './job-drivers.ts';
import { emptyResult, segmentRequest } from './job-samples.ts';

const drivers = [await pgliteDriver(), await postgresDriver()].filter(driver => driver !== undefined);
const problem = (code: ErrorCode) => toProblem(new GatewayError(code, 'A sentence.'));

describe.each(drivers.map(driver => [driver.name, driver] as const))('job store on %s', (_name, driver: JobDriver) => {
  const open: PgBossStore[] = [];
  const start = async (options: Partial<StoreOptions> = {}): Promise<PgBossStore> => {
    const store = driver.store(options);
    await store.start();
    open.push(store);
    return store;
  };
  const claimed = async (store: PgBossStore): Promise<Claim> => {
    const claim = await store.claim();
    if (!claim) throw new Error('nothing to claim');
    return claim;
  };
  const claimWithin = async (store: PgBossStore, ms: number): Promise<Claim | undefined> => {
    for (const until = Date.now() + ms; Date.now() < until; await sleep(50)) {
      const claim = await store.claim();
      if (claim) return claim;
    }
    return undefined;
  };
  const stateOf = async (store: PgBossStore, id: string) => (await store.get(id))?.state;

  afterEach(() => Promise.all(open.splice(0).map(store => store.stop())));
  afterAll(() => driver.stop());

  it('runs a job from queue to result', async () => {
    const store = await start();
    const seen: Job[] = [];
    store.onChange(job => seen.push(job));
    const request = segmentRequest('a');
    const { job, created } = await store.submit('key', request);
    expect({ created, ...job }).toEqual({ created: true, id: job.id, state: 'queued', attempt: 0, request, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const claim = await claimed(store);
    expect(claim).toEqual({ id: job.id, key: 'key', attempt: 1, createdAt: job.createdAt, request });
    expect(await store.heartbeat(claim, { stage: 'infer', fraction: 0.25 })).toBe('continue');
    expect(await store.get(job.id)).toMatchObject({ state: 'running', progress: { stage: 'infer', fraction: 0.25 }, startedAt: expect.any(String) });
    await store.complete(claim, emptyResult);
    const done = await store.get(job.id);
    expect(done).toMatchObject({ state: 'succeeded', result: emptyResult, attempt: 1 });
    expect(done).not.toHaveProperty('progress');
    expect(seen.map(({ state }) => state)).toEqual(['queued', 'running', 'running', 'succeeded']);
    expect(await store.claim()).toBeUndefined();
  });

  it('makes one job of one key, also when asked at once', async () => {
    const store = await start();
    const all = await Promise.all(Array.from({ length: 20 }, () => store.submit('same', segmentRequest('a'))));
    expect(new Set(all.map(({ job }) => job.id)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    await store.complete(await claimed(store), emptyResult);
    expect(await store.submit('same', segmentRequest('a'))).toMatchObject({ created: false, job: { state: 'succeeded' } });
    expect((await store.submit('other', segmentRequest('a'))).job.id).not.toBe(all[0]?.job.id);
  });

  it('gives each job to one of two claimants, oldest first', async () => {
    const schema = freshSchema();
    const stores = [await start({ schema }), await start({ schema })];
    const ids: string[] = [];
    for (let n = 0; n < 40; n++) ids.push((await (stores[n % 2] as PgBossStore).submit(`k${n}`, segmentRequest(`${n}`))).job.id);
    const first = await claimed(stores[0] as PgBossStore);
    expect(first.id).toBe(ids[0]);
    const taken = [first.id];
    const drain = async (store: PgBossStore) => {
      for (let misses = 0; misses < 3; ) {
        const claim = await store.claim();
        if (claim) taken.push(claim.id);
        else misses++;
      }
    };
    await Promise.all(stores.map(drain));
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it('gives a silent worker\'s job to another and hears the first no more', async () => {
    const store = await start({ leaseMs: 400, sweepMs: 50 });
    const { job } = await store.submit('key', segmentRequest('a'));
    const dead = await claimed(store);
    const heir = (await claimWithin(store, 5_000)) as Claim;
    expect(heir).toMatchObject({ id: job.id, attempt: 2 });
    expect(await store.heartbeat(dead, { stage: 'infer', fraction: 0.9 })).toBe('lost');
    await store.fail(dead, problem('series/not-ct'));
    await store.complete(dead, { ...emptyResult, organs: [] });
    expect(await stateOf(store, job.id)).toBe('running');
    await store.complete(heir, emptyResult);
    await store.cancelled(dead);
    expect(await store.get(job.id)).toMatchObject({ state: 'succeeded', result: emptyResult });
  });

  it('keeps a job whose worker reports for longer than the lease', async () => {
    const store = await start({ leaseMs: 1_500, sweepMs: 50 });
    await store.submit('key', segmentRequest('a'));
    const claim = await claimed(store);
    for (let n = 0; n < 25; n++, await sleep(100)) expect(await store.heartbeat(claim, { stage: 'infer', fraction: n / 25 })).toBe('continue');
    await store.complete(claim, emptyResult);
    expect(await store.get(claim.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('does not wait for a clock that was set back', async () => {
    const schema = freshSchema();
    const store = await start({ schema, leaseMs: 400, sweepMs: 50 });
    const { job } = await store.submit('running', segmentRequest('a'));
    await claimed(store);
    await driver.execute(`UPDATE ${schema}.job_document SET heartbeat_at = now() + interval '1 hour'`);
    expect(await claimWithin(store, 5_000)).toMatchObject({ id: job.id, attempt: 2 });
    const queued = (await store.submit('queued', segmentRequest('b'))).job;
    await driver.execute(`UPDATE ${schema}.job SET start_after = start_after + interval '1 hour' WHERE id = '${queued.id}'`);
    expect(await claimed(store)).toMatchObject({ id: queued.id });
  });

  it('fails a job that killed its worker twice, and runs it again when submitted again', async () => {
    const store = await start({ leaseMs: 300, sweepMs: 50 });
    const { job } = await store.submit('key', segmentRequest('a'));
    await claimed(store);
    await claimWithin(store, 5_000);
    expect(await claimWithin(store, 1_500)).toBeUndefined();
    expect(await store.get(job.id)).toMatchObject({ state: 'failed', problem: { code: 'job/poisoned', retryable: false } });
    const again = await store.submit('key', segmentRequest('a'));
    expect(again).toMatchObject({ created: true, job: { id: job.id, state: 'queued' } });
    expect(await claimed(store)).toMatchObject({ id: job.id, attempt: 3 });
  });

  it('counts the deaths of task processes alike', async () => {
    const store = await start();
    const { job } = await store.submit('key', segmentRequest('a'));
    await store.fail(await claimed(store), problem('job/worker-died'));
    expect(await stateOf(store, job.id)).toBe('queued');
    await store.fail(await claimed(store), problem('job/worker-died'));
    expect(await store.get(job.id)).toMatchObject({ state: 'failed', attempt: 2, problem: { code: 'job/poisoned' } });
  });

  it('tries a retriable failure again after a back-off until the attempts are used up', async () => {
    const store = await start({ maxAttempts: 2, retryDelaySeconds: 1 });
    const { job } = await store.submit('key', segmentRequest('a'));
    const failedAtMs = Date.now();
    await store.fail(await claimed(store), problem('archive/unreachable'));
    expect(await stateOf(store, job.id)).toBe('queued');
    const second = await claimWithin(store, 10_000);
    expect(Date.now() - failedAtMs).toBeGreaterThanOrEqual(950);
    expect(second).toMatchObject({ id: job.id, attempt: 2 });
    await store.fail(second as Claim, problem('archive/unreachable'));
    expect(await store.get(job.id)).toMatchObject({ state: 'failed', problem: { code: 'archive/unreachable' } });
    expect(await store.claim()).toBeUndefined();
  });

  it('does not retry a final failure, and queues it anew under its id when submitted again', async () => {
    const store = await start();
    const { job } = await store.submit('key', segmentRequest('a'));
    await store.submit('later', segmentRequest('b'));
    await store.fail(await claimed(store), problem('series/not-ct'));
    expect(await store.get(job.id)).toMatchObject({ state: 'failed', problem: problem('series/not-ct'), endedAt: expect.any(String) });
    const again = await store.submit('key', segmentRequest('a'));
    expect(again).toMatchObject({ created: true, job: { id: job.id, state: 'queued', createdAt: job.createdAt } });
    expect(again.job).not.toHaveProperty('problem');
    expect((await store.list({ limit: 10, offset: 0 })).map(({ id }) => id)[0]).toBe(job.id);
    await claimed(store);
    await store.complete(await claimed(store), emptyResult);
    expect(await stateOf(store, job.id)).toBe('succeeded');
  });

  it('cancels a queued job at once and a running one through its worker', async () => {
    const store = await start();
    const queued = (await store.submit('queued', segmentRequest('a'))).job;
    expect(await store.cancel(queued.id)).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) });
    expect(await store.claim()).toBeUndefined();
    expect(await store.cancel(queued.id)).toMatchObject({ state: 'cancelled' });
    const { job } = await store.submit('running', segmentRequest('b'));
    const claim = await claimed(store);
    expect(await store.cancel(job.id)).toMatchObject({ state: 'running', cancelling: true });
    expect(await store.heartbeat(claim, { stage: 'infer', fraction: 0.5 })).toBe('cancel');
    await store.cancelled(claim);
    expect(await stateOf(store, job.id)).toBe('cancelled');
    const { job: third } = await store.submit('failing', segmentRequest('c'));
    const failing = await claimed(store);
    await store.cancel(third.id);
    await store.fail(failing, problem('archive/timeout'));
    expect(await stateOf(store, third.id)).toBe('cancelled');
    expect((await store.submit('queued', segmentRequest('a'))).job).toMatchObject({ id: queued.id, state: 'queued' });
  });

  it('names what cannot be cancelled', async () => {
    const store = await start();
    const { job } = await store.submit('key', segmentRequest('a'));
    await store.complete(await claimed(store), emptyResult);
    await expect(store.cancel(job.id)).rejects.toMatchObject({ code: 'job/finished' });
    await expect(store.cancel('5f6c7b1e-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'job/not-found' });
    await expect(store.cancel("' OR true --")).rejects.toMatchObject({ code: 'job/not-found' });
    expect(await store.get('nonsense')).toBeUndefined();
  });

  it('cancels a running job whose worker is dead', async () => {
    const store = await start({ leaseMs: 300, sweepMs: 50 });
    const { job } = await store.submit('key', segmentRequest('a'));
    await claimed(store);
    await store.cancel(job.id);
    for (let n = 0; n < 60 && (await stateOf(store, job.id)) === 'running'; n++) await sleep(50);
    expect(await stateOf(store, job.id)).toBe('cancelled');
  });

  it('puts a job given back by an orderly stop first, as often as that happens', async () => {
    const store = await start({ maxAttempts: 2 });
    const { job } = await store.submit('first', segmentRequest('a'));
    await store.submit('second', segmentRequest('b'));
    for (let n = 1; n <= 4; n++) {
      const claim = await claimed(store);
      expect(claim).toMatchObject({ id: job.id, attempt: n });
      await store.fail(claim, problem('service/shutting-down'));
    }
  });

  it('refuses more than the queue may hold, but not what it knows', async () => {
    const store = await start({ maxQueued: 2 });
    await store.submit('1', segmentRequest('a'));
    await store.submit('2', segmentRequest('b'));
    await expect(store.submit('3', segmentRequest('c'))).rejects.toMatchObject({ code: 'job/queue-full', context: { maxQueued: 2 } });
    expect(await store.submit('2', segmentRequest('b'))).toMatchObject({ created: false });
    await claimed(store);
    expect(await store.submit('3', segmentRequest('c'))).toMatchObject({ created: true });
  });

  it('lists 2,000 jobs newest first, by page, state and study', async () => {
    const store = await start();
    const ids: string[] = [];
    for (let n = 0; n < 2_000; n++) ids.push((await store.submit(`k${n}`, segmentRequest(`${n}`, `1.2.${n % 10}`))).job.id);
    const page = async (filter: object) => (await store.list({ limit: 500, offset: 0, ...filter })).map(({ id }) => id);
    expect(await page({ limit: 3 })).toEqual(ids.slice(-3).reverse());
    expect(await page({ limit: 2, offset: 1_998 })).toEqual([ids[1], ids[0]]);
    expect(await page({ studyUid: '1.2.7' })).toEqual(ids.filter((_, n) => n % 10 === 7).reverse());
    expect((await claimed(store)).id).toBe(ids[0]);
    expect(await page({ state: 'running' })).toEqual([ids[0]]);
    expect(await page({ state: 'running', studyUid: '1.2.7' })).toEqual([]);
    expect(await page({ state: 'queued', studyUid: '1.2.0', limit: 1, offset: 198 })).toEqual([ids[10]]);
  }, 300_000);

  it('wakes who waits for work when a job comes, and when told to stop', async () => {
    const store = await start();
    const never = new AbortController();
    let woken = false;
    const waiting = store.waitForWork(30_000, never.signal).then(() => (woken = true));
    await store.submit('key', segmentRequest('a'));
    expect(woken).toBe(true);
    await waiting;
    const stop = new AbortController();
    const stopped = store.waitForWork(30_000, stop.signal);
    stop.abort();
    await stopped;
  });

  it('survives a listener that throws', async () => {
    const store = await start();
    const seen: string[] = [];
    store.onChange(() => {
      throw new Error('listener');
    });
    const off = store.onChange(job => seen.push(job.state));
    await store.submit('key', segmentRequest('a'));
    off();
    await claimed(store);
    expect(seen).toEqual(['queued']);
  });
});
