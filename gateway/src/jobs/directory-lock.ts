import { open, readFile, readlink, rm, stat, utimes } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';

/** Who holds a directory. `place` is host and process namespace: only there does a pid mean anything. */
interface Holder {
  readonly pid: number;
  /** Start of the process in clock ticks since boot, as the kernel tells it; tells a holder from a later process with its pid. */
  readonly startedTicks: string | null;
  readonly place: string;
}

/** A holder elsewhere (another container on a shared disk) is judged by the age of its file, which it touches. */
const TOUCH_MS = 5_000;
const ABANDONED_MS = 60_000;
const TAKEOVER_ABANDONED_MS = 10_000;

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only owner of `directory`, which must exist. The lock of a dead process is taken over.
 * Throws job/store-locked while another process lives that holds it (this one included).
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const self: Holder = { pid: process.pid, startedTicks: startedTicks(process.pid), place: await place() };
  if (!(await createExclusively(path, self))) await takeOver(path, self);
  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), TOUCH_MS);
  touch.unref();
  return {
    async release() {
      clearInterval(touch);
      await rm(path, { force: true });
    },
  };
}

/** Only one process at a time may judge and replace a stale lock; without that two could both replace it. */
async function takeOver(path: string, self: Holder): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await createExclusively(guard, self))) {
    if ((await ageMs(guard)) < TAKEOVER_ABANDONED_MS) throw locked(path);
    await rm(guard, { force: true });
    if (!(await createExclusively(guard, self))) throw locked(path);
  }
  try {
    if (await isAlive(path, self)) throw locked(path);
    await rm(path, { force: true });
    if (!(await createExclusively(path, self))) throw locked(path);
  } finally {
    await rm(guard, { force: true });
  }
}

async function isAlive(path: string, self: Holder): Promise<boolean> {
  const holder = await readHolder(path);
  if (holder === undefined) return (await ageMs(path)) < ABANDONED_MS;
  if (holder.place !== self.place) return (await ageMs(path)) < ABANDONED_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.startedTicks === startedTicks(holder.pid);
}

/** Undefined when the file is gone or unreadable, tried again for a moment since its writer may not have finished. */
async function readHolder(path: string): Promise<Holder | undefined> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Holder;
    } catch {
      await sleep(20);
    }
  }
  return undefined;
}

async function createExclusively(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const ageMs = async (path: string): Promise<number> => Date.now() - (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;

async function place(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${namespace}`.trim();
}

function startedTicks(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return fields[19] ?? null;
  } catch {
    return null;
  }
}

const locked = (path: string) =>
  new GatewayError('job/store-locked', `Another gateway uses this data directory; stop it, or give this one another dataDir. If none runs, remove ${path}.`);
