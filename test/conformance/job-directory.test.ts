import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cp, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJobStore } from '../../gateway/src/jobs/open-job-store.ts';
import { pgliteDriver, type JobDriver } from './job-drivers.ts';
import { jobPlaces } from './job-places.ts';
import { startChild } from './job-process.ts';
import { segmentRequest } from './job-samples.ts';

const LIMITS = { maxQueued: 100_000, maxAttempts: 3 };

/** A disk of 80 MB in memory; undefined where this process may not mount one. */
function smallDisk(): { readonly path: string; remove(): Promise<void> } | undefined {
  const path = mkdtempSync(join(tmpdir(), 'lesion-forge-disk-'));
  const remove = () => {
    spawnSync('umount', ['-l', path]);
    return rm(path, { recursive: true, force: true });
  };
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', path]).status === 0) return { path, remove };
  void remove();
  return undefined;
}

describe('the directory of the embedded job store', () => {
  let driver: JobDriver;
  beforeAll(async () => {
    driver = await pgliteDriver();
  });
  const { place, reopen, cleanUp } = jobPlaces(() => driver, LIMITS);
  afterAll(() => driver.stop());

  it('keeps a second process out, and lets it in when the first is killed', async () => {
    const store = await place();
    const first = startChild({ store, role: 'work' });
    await first.until(all => all.some(message => message.ready));
    const second = startChild({ store, role: 'submit', prefix: 'x' });
    await second.exited;
    expect(second.messages).toEqual([{ refused: 'job/store-locked' }]);
    await expect(openJobStore(store).start()).rejects.toMatchObject({ code: 'job/store-locked' });
    await first.kill();
    await reopen(store);
  });

  it('refuses a damaged database by name and makes a new one when it is moved away', async () => {
    const store = await place();
    const database = join(store.dataDir, 'jobs', 'pglite');
    await rm(database, { recursive: true });
    await mkdir(database);
    await writeFile(join(database, 'PG_VERSION'), '14\n');
    await expect(openJobStore(store).start()).rejects.toMatchObject({ code: 'job/store-unusable' });
    await rm(database, { recursive: true });
    await mkdir(`${database}.new/half`, { recursive: true });
    await reopen(store);
  });

  it('refuses work when the disk is nearly full', async () => {
    const store = await reopen({ ...(await place()), minFreeBytes: 2 ** 60 });
    await expect(store.submit('key', segmentRequest('a'))).rejects.toMatchObject({ code: 'storage/disk-full' });
    expect(await store.list({ limit: 10, offset: 0 })).toEqual([]);
  });

  it('names a disk that is full, keeps what it has, and goes on when there is room', async context => {
    const disk = smallDisk();
    if (!disk) return context.skip('tmpfs cannot be mounted here: a full disk');
    cleanUp(disk.remove);
    const { dataDir, ...limits } = await place();
    await cp(dataDir, disk.path, { recursive: true });
    const options = { ...limits, dataDir: disk.path, minFreeBytes: 0 };
    const store = openJobStore(options);
    await store.start();
    const { bavail, bsize } = await statfs(disk.path);
    await writeFile(join(disk.path, 'ballast'), Buffer.alloc(bavail * bsize - 200_000));
    const ids: string[] = [];
    const fill = async () => {
      for (let n = 0; n < 2_000; n++) ids.push((await store.submit(`k${n}`, segmentRequest(`${n}`))).job.id);
    };
    await expect(fill()).rejects.toMatchObject({ code: 'storage/disk-full' });
    await rm(join(disk.path, 'ballast'));
    ids.push((await store.submit('after', segmentRequest('after'))).job.id);
    await store.stop();
    const again = await reopen(options);
    const jobs = await Promise.all(ids.map(id => again.get(id)));
    expect(jobs.filter(job => job?.state === 'queued')).toHaveLength(ids.length);
    expect(ids.length).toBeGreaterThan(1);
  });
});

it('names a server that does not answer', async () => {
  const away = openJobStore({ ...LIMITS, dataDir: '/nonexistent', postgresUrl: 'postgres://test@127.0.0.1:1/none' });
  await expect(away.start()).rejects.toMatchObject({ code: 'job/store-unavailable' });
});
