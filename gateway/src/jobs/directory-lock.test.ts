import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lesion-forge-lock-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const path = () => join(directory, 'lock');
const holder = async () => JSON.parse(await readFile(path(), 'utf8')) as { pid: number; startedTicks: string; place: string };

describe('lockDirectory', () => {
  it('lets one in, and the next after release', async () => {
    const first = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'job/store-locked' });
    await first.release();
    await (await lockDirectory(directory)).release();
  });

  it('lets exactly one of many in at once, also over a stale lock', async () => {
    const dead = spawn('true');
    await once(dead, 'exit');
    await (await lockDirectory(directory)).release();
    for (const stale of [false, true]) {
      if (stale) {
        const lock = await lockDirectory(directory);
        const self = await holder();
        await lock.release();
        await writeFile(path(), JSON.stringify({ ...self, pid: dead.pid }));
      }
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
      const won = results.filter(result => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      expect((await holder()).pid).toBe(process.pid);
      await won[0]?.value.release();
    }
  });

  it('takes over from a dead process whose pid another one has now', async () => {
    const lock = await lockDirectory(directory);
    const self = await holder();
    await lock.release();
    await writeFile(path(), JSON.stringify({ ...self, startedTicks: '1' }));
    await (await lockDirectory(directory)).release();
  });

  it('judges a holder in another container by the age of its file', async () => {
    const lock = await lockDirectory(directory);
    const self = await holder();
    await lock.release();
    await writeFile(path(), JSON.stringify({ ...self, pid: 1, place: 'elsewhere' }));
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'job/store-locked' });
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(path(), longAgo, longAgo);
    await (await lockDirectory(directory)).release();
  });
});
