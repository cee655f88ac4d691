import { randomBytes } from 'node:crypto';
import type { Database } from '../../gateway/src/jobs/database.ts';
import type { JobStoreOptions } from '../../gateway/src/jobs/open-job-store.ts';
import { PgBossStore, type StoreOptions } from '../../gateway/src/jobs/pg-boss-store.ts';
import { PgliteDatabase } from '../../gateway/src/jobs/pglite.ts';
import { PostgresDatabase } from '../../gateway/src/jobs/postgres.ts';
import { temporaryDataDir } from '../support/empty-database.ts';
import { startPostgres } from '../support/postgres.ts';

/** One database for a whole suite; every store of it gets its own schema unless one is given. */
export interface JobDriver {
  readonly name: 'pglite' | 'postgres';
  store(options?: Partial<StoreOptions>): PgBossStore;
  execute(sql: string): Promise<unknown>;
  /** What another process needs to open a database of this kind; `dataDir` is made anew for each. */
  elsewhere(): Promise<{ options: Pick<JobStoreOptions, 'dataDir' | 'postgresUrl' | 'schema'>; remove(): Promise<void> }>;
  stop(): Promise<void>;
}

export const freshSchema = () => `test_${randomBytes(6).toString('hex')}`;

const LIMITS = { maxQueued: 5_000, maxAttempts: 3, retryDelaySeconds: 1 };

export async function pgliteDriver(): Promise<JobDriver> {
  const { dataDir, remove } = await temporaryDataDir();
  const database = new PgliteDatabase(dataDir);
  await database.open();
  return {
    name: 'pglite',
    store: options => new PgBossStore(shared(database), { ...LIMITS, schema: freshSchema(), ...options }),
    execute: sql => database.executeSql(sql),
    async elsewhere() {
      const elsewhere = await temporaryDataDir();
      return { options: { dataDir: elsewhere.dataDir }, remove: elsewhere.remove };
    },
    async stop() {
      await database.close();
      await remove();
    },
  };
}

export async function postgresDriver(): Promise<JobDriver | undefined> {
  const server = await startPostgres();
  if (!server) return undefined;
  const database = new PostgresDatabase(server.url);
  await database.open();
  const schemas: string[] = [];
  const schema = (name = freshSchema()) => {
    schemas.push(name);
    return name;
  };
  return {
    name: 'postgres',
    store: options => new PgBossStore(shared(database), { ...LIMITS, ...options, schema: schema(options?.schema) }),
    execute: sql => database.executeSql(sql),
    elsewhere: () => Promise.resolve({ options: { dataDir: '/nonexistent', postgresUrl: server.url, schema: schema() }, remove: () => Promise.resolve() }),
    async stop() {
      for (const name of schemas) await database.executeSql(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
      await database.close();
      server.stop();
    },
  };
}

/** The suite owns the connection; stores must not close it, and none may take another's running jobs for orphans. */
function shared(database: Database): Database {
  return {
    exclusive: false,
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    executeSql: (text, values) => database.executeSql(text, values),
    transaction: work => database.transaction(work),
    freeBytes: () => database.freeBytes(),
  };
}
