/** One row as the driver gives it: jsonb parsed, timestamps as Date. */
export type Row = Readonly<Record<string, unknown>>;

/** What runs one statement; also the shape pg-boss takes as its database. Several statements in one text only without values. */
export interface Sql {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** A PostgreSQL, embedded or remote. The same SQL runs on every driver. */
export interface Database extends Sql {
  /** True when no other process can have this database open, so that jobs found running at the start have lost their worker. */
  readonly exclusive: boolean;
  /** Throws job/store-locked, job/store-unavailable, job/store-unusable, storage/disk-full. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Commits what `work` did, or nothing of it. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Room left on the disk the database lies on; undefined when that is not our disk. */
  freeBytes(): Promise<number | undefined>;
}
