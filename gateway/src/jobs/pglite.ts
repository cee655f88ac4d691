import { existsSync } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { GatewayError } from '../errors.ts';
import { spawnEntry } from '../spawn-entry.ts';
import type { Database, Row, Sql } from './database.ts';
import { lockDirectory, type DirectoryLock } from './directory-lock.ts';
import { nameDatabaseError } from './name-database-error.ts';

/** PGlite has no background processes, so nobody else clears away the rows that every heartbeat leaves behind. */
const VACUUM_MS = 3_600_000;

/**
 * PostgreSQL inside this process, in `<dataDir>/jobs`. Survives a crash of the process; does not sync to the disk, so a
 * power cut may lose the last seconds. One process only: a lock file keeps others out, since PGlite itself would let them
 * in and lose acknowledged jobs.
 */
export class PgliteDatabase implements Database {
  readonly exclusive = true;
  readonly #directory: string;
  #lock: DirectoryLock | undefined;
  #db: PGlite | undefined;
  #vacuum: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    this.#directory = join(dataDir, 'jobs');
  }

  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    this.#lock = await lockDirectory(this.#directory);
    const path = join(this.#directory, 'pglite');
    try {
      if (!existsSync(path)) await initialise(path);
      this.#db = await PGlite.create(path);
      await this.#db.exec('VACUUM');
    } catch (error) {
      await this.#lock.release();
      throw unusable(error, path);
    }
    this.#vacuum = setInterval(() => void this.#db?.exec('VACUUM').catch(() => undefined), VACUUM_MS);
    this.#vacuum.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#vacuum);
    await this.#db?.close();
    this.#db = undefined;
    await this.#lock?.release();
  }

  async executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    return run(this.#opened(), text, values);
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    try {
      return await this.#opened().transaction(tx => work({ executeSql: (text, values) => run(tx, text, values) }));
    } catch (error) {
      throw nameDatabaseError(error);
    }
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#directory);
    return bavail * bsize;
  }

  #opened(): PGlite {
    if (this.#db === undefined) throw new GatewayError('service/shutting-down', 'The job database is closed; the gateway is stopping.');
    return this.#db;
  }
}

/** Statements without values may be several, which only `exec` takes. */
async function run(on: PGlite | Transaction, text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
  try {
    if (values !== undefined && values.length > 0) return await on.query<Row>(text, values);
    return { rows: ((await on.exec(text)).at(-1)?.rows ?? []) as Row[] };
  } catch (error) {
    throw nameDatabaseError(error);
  }
}

/** Making a database takes some 800 MB once, so a child process does it; a directory appears only when it is whole. */
async function initialise(path: string): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const child = spawnEntry(new URL('./initialise-pglite.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
    child.send(unfinished);
  });
  if (exitCode !== 0) throw new Error(`initialise-pglite ended with ${exitCode}`);
  await rename(unfinished, path);
}

function unusable(error: unknown, path: string): unknown {
  const named = nameDatabaseError(error);
  if (named instanceof GatewayError) return named;
  return new GatewayError('job/store-unusable', `The job database in ${path} cannot be opened: it is damaged or of another version. Move it away; finished work stays in the archive.`, { cause: error });
}
