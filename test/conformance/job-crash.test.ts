import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { JobStore } from '../../gateway/src/jobs/job-store.ts';
import { pgliteDriver, postgresDriver, type JobDriver } from './job-drivers.ts';
import { jobPlaces } from './job-places.ts';
import { startChild } from './job-process.ts';
import { emptyResult, segmentRequest } from './job-samples.ts';

const drivers = [await pgliteDriver(), await postgresDriver()].filter(driver => driver !== undefined);
const LIMITS = { maxQueued: 100_000, maxAttempts: 3, leaseMs: 1_500, sweepMs: 100 };

describe.each(drivers.map(driver => [driver.name, driver] as const))('job store on %s, killed', (_name, driver: JobDriver) => {
  const { place, reopen, cleanUp } = jobPlaces(() => driver, LIMITS);
  afterAll(() => driver.stop());
  const ledgerFile = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lesion-forge-ledger-'));
    cleanUp(() => rm(directory, { recursive: true, force: true }));
    await writeFile(join(directory, 'ledger'), '');
    return join(directory, 'ledger');
  };
  const lines = async (ledger: string) => (await readFile(ledger, 'utf8')).trim().split('\n');
  const ended = async (store: JobStore, ids: readonly string[], withinMs = 60_000) => {
    for (const deadlineMs = Date.now() + withinMs; ; await sleep(25)) {
      const jobs = await Promise.all(ids.map(id => store.get(id)));
      if (jobs.every(job => job?.state !== 'queued' && job?.state !== 'running') || Date.now() > deadlineMs) return jobs;
    }
  };

  it('has every acknowledged job after each of four kills', async () => {
    const store = await place();
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 4; round++) {
      const child = startChild({ store, role: 'submit', prefix: `round${round}` });
      const enough = 20 + 37 * round;
      await child.until(all => all.filter(message => message.acknowledged).length >= enough);
      await child.kill();
      for (const { acknowledged: ack } of child.messages) if (ack) acknowledged.set(ack.key, ack.id);
    }
    const found = await reopen(store);
    const jobs = await Promise.all([...acknowledged.values()].map(id => found.get(id)));
    expect(jobs.filter(job => job?.state === 'queued')).toHaveLength(acknowledged.size);
    expect(acknowledged.size).toBeGreaterThan(4 * 20);
    for (const [key, id] of [...acknowledged].slice(-5)) expect((await found.submit(key, segmentRequest(key))).job.id).toBe(id);
  });

  it('runs the job of a killed worker again, and no other twice', async () => {
    const store = await place();
    const ledger = await ledgerFile();
    const before = await reopen(store);
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push((await before.submit(`k${n}`, segmentRequest(`${n}`))).job.id);
    await before.stop();
    const first = startChild({ store, role: 'work', ledger, taskMs: 120 });
    while (!(await lines(ledger)).includes('begin k5')) await sleep(5);
    await first.kill();
    const killedAtMs = performance.now();
    const second = startChild({ store, role: 'work', ledger, taskMs: 5 });
    const begunAgain = async () => (await lines(ledger)).filter(line => line === 'begin k5').length === 2;
    while (!(await begunAgain())) await sleep(5);
    process.stdout.write(`${driver.name}: the job of a killed worker began again after ${Math.round(performance.now() - killedAtMs)} ms, start of the process included\n`);
    while ((await lines(ledger)).filter(line => line.startsWith('done')).length < 12) await sleep(20);
    await sleep(100);
    await second.kill();
    const after = await reopen(store);
    const jobs = await ended(after, ids);
    expect(jobs.map(job => job?.state)).toEqual(ids.map(() => 'succeeded'));
    const begun = (await lines(ledger)).filter(line => line.startsWith('begin'));
    expect(begun.toSorted()).toEqual([...ids.map((_, n) => `begin k${n}`), 'begin k5'].toSorted());
    expect(jobs.map(job => job?.attempt)).toEqual(ids.map((_, n) => (n === 5 ? 2 : 1)));
  });

  it('gives up a job that kills its worker twice, and goes on with the next', async () => {
    const store = await place();
    const ledger = await ledgerFile();
    const before = await reopen(store);
    const poison = (await before.submit('poison', segmentRequest('a'))).job;
    const good = (await before.submit('good', segmentRequest('b'))).job;
    await before.stop();
    for (let round = 0; round < 2; round++) await startChild({ store, role: 'work', ledger, dieOnKey: 'poison' }).exited;
    const third = startChild({ store, role: 'work', ledger, dieOnKey: 'poison' });
    while (!(await lines(ledger)).includes('done good')) await sleep(10);
    await sleep(100);
    await third.kill();
    const after = await reopen(store);
    expect(await ended(after, [poison.id, good.id])).toMatchObject([{ state: 'failed', problem: { code: 'job/poisoned' } }, { state: 'succeeded', result: emptyResult }]);
    expect((await lines(ledger)).filter(line => line === 'begin poison')).toHaveLength(2);
  });
});
