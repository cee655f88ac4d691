import { PgBossStore, type StoreOptions } from './pg-boss-store.ts';
import { PgliteDatabase } from './pglite.ts';
import { PostgresDatabase } from './postgres.ts';
import type { JobStore } from './job-store.ts';

export interface JobStoreOptions extends StoreOptions {
  /** Where the embedded database lies when there is no connection string. */
  readonly dataDir: string;
  readonly postgresUrl?: string;
}

/** The durable job store; nothing is opened before `start`. */
export function openJobStore({ dataDir, postgresUrl, ...options }: JobStoreOptions): JobStore {
  const database = postgresUrl === undefined ? new PgliteDatabase(dataDir) : new PostgresDatabase(postgresUrl);
  return new PgBossStore(database, options);
}
