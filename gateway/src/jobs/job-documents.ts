import type { Job, JobRequest } from '@lesion-forge/openapi';
import type { Row, Sql } from './database.ts';
import type { JobFilter } from './job-store.ts';

/** A job as the table has it: the contract's job, and what only the queue needs. */
export interface JobDocument {
  readonly id: string;
  readonly key: string;
  readonly state: Job['state'];
  readonly request: JobRequest;
  /** Claims since the job was made; never goes back, so a worker given up for dead is told from its successor. */
  readonly attempt: number;
  /** Claims since it was last submitted, less those that an orderly stop gave back. */
  readonly tries: number;
  /** Workers that died in it since it was last submitted. */
  readonly deaths: number;
  readonly cancelling: boolean;
  readonly job: Job;
}

/** Columns a change may set; timestamps are the database's. */
export interface JobChange {
  readonly state?: Job['state'];
  readonly request?: unknown;
  readonly progress?: unknown;
  readonly result?: unknown;
  readonly problem?: unknown;
  readonly attempt?: number;
  readonly tries?: number;
  readonly deaths?: number;
  readonly cancelling?: boolean;
}

/** Set to the transaction's time together with a change. */
type Stamp = 'started_at' | 'ended_at' | 'heartbeat_at';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const JSON_COLUMNS = new Set(['request', 'progress', 'result', 'problem']);

/**
 * The jobs' public record, one row a job, beside pg-boss's own tables and written in the same transactions.
 * `sequence` orders jobs by submission, which clocks of millisecond grain cannot.
 */
export class JobDocuments {
  readonly #table: string;
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
    this.#table = `${schema}.job_document`;
  }

  async createTable(sql: Sql): Promise<void> {
    await sql.executeSql(`
      SELECT pg_advisory_xact_lock(hashtext('${this.#table}'));
      CREATE SCHEMA IF NOT EXISTS ${this.#schema};
      CREATE TABLE IF NOT EXISTS ${this.#table} (
        id uuid PRIMARY KEY,
        key text NOT NULL UNIQUE,
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        state text NOT NULL,
        request jsonb NOT NULL,
        progress jsonb,
        result jsonb,
        problem jsonb,
        attempt integer NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        deaths integer NOT NULL DEFAULT 0,
        cancelling boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        ended_at timestamptz,
        heartbeat_at timestamptz
      );
      CREATE INDEX IF NOT EXISTS job_document_sequence ON ${this.#table} (sequence);
      CREATE INDEX IF NOT EXISTS job_document_state ON ${this.#table} (state, sequence);
      CREATE INDEX IF NOT EXISTS job_document_study ON ${this.#table} ((request #>> '{source,studyUid}'), sequence)`);
  }

  /** Undefined when the key exists already. */
  async insert(sql: Sql, job: { id: string; key: string; request: JobRequest }): Promise<JobDocument | undefined> {
    const text = `INSERT INTO ${this.#table} (id, key, state, request) VALUES ($1::uuid, $2, 'queued', $3::jsonb) ON CONFLICT (key) DO NOTHING RETURNING *`;
    return first((await sql.executeSql(text, [job.id, job.key, JSON.stringify(job.request)])).rows);
  }

  /** Locks the row until the transaction ends. */
  async lock(sql: Sql, by: 'id' | 'key', value: string): Promise<JobDocument | undefined> {
    if (by === 'id' && !UUID.test(value)) return undefined;
    return first((await sql.executeSql(`SELECT * FROM ${this.#table} WHERE ${by === 'id' ? 'id = $1::uuid' : 'key = $1'} FOR UPDATE`, [value])).rows);
  }

  async get(sql: Sql, id: string): Promise<JobDocument | undefined> {
    if (!UUID.test(id)) return undefined;
    return first((await sql.executeSql(`SELECT * FROM ${this.#table} WHERE id = $1::uuid`, [id])).rows);
  }

  async list(sql: Sql, filter: JobFilter): Promise<readonly JobDocument[]> {
    const where = ['true', ...(filter.state ? ['state = $3'] : ['$3::text IS NULL']), ...(filter.studyUid ? [`request #>> '{source,studyUid}' = $4`] : ['$4::text IS NULL'])];
    const text = `SELECT * FROM ${this.#table} WHERE ${where.join(' AND ')} ORDER BY sequence DESC LIMIT $1 OFFSET $2`;
    return (await sql.executeSql(text, [filter.limit, filter.offset, filter.state ?? null, filter.studyUid ?? null])).rows.map(toDocument);
  }

  async countQueued(sql: Sql): Promise<number> {
    const { rows } = await sql.executeSql(`SELECT count(*)::int AS count FROM ${this.#table} WHERE state = 'queued'`);
    return Number(rows[0]?.['count']);
  }

  /** Moves a job to the end of the order of submission. */
  async resequence(sql: Sql, id: string): Promise<void> {
    await sql.executeSql(`UPDATE ${this.#table} SET sequence = DEFAULT WHERE id = $1::uuid`, [id]);
  }

  /**
   * Jobs running whose worker has not been heard of for `silentMs`, or, since clocks are set, will only have been heard of in as
   * much time; undefined: all that run. Rows another process is changing are left to it.
   */
  async silent(sql: Sql, silentMs: number | undefined): Promise<readonly JobDocument[]> {
    const away = `abs(extract(epoch FROM now() - heartbeat_at)) * 1000 >= $1::float8`;
    const text = `SELECT * FROM ${this.#table} WHERE state = 'running' AND ($1::float8 IS NULL OR ${away}) FOR UPDATE SKIP LOCKED`;
    return (await sql.executeSql(text, [silentMs ?? null])).rows.map(toDocument);
  }

  /** Changes one job; with `ifAttempt` only while that attempt still runs. Undefined when it does not. */
  async change(sql: Sql, id: string, { set, now = [], ifAttempt }: { set: JobChange; now?: readonly Stamp[]; ifAttempt?: number }): Promise<JobDocument | undefined> {
    const entries = Object.entries(set);
    const columns = entries.map(([column], index) => `${column} = $${index + 2}${JSON_COLUMNS.has(column) ? '::jsonb' : ''}`);
    const values = entries.map(([column, value]) => (JSON_COLUMNS.has(column) && value !== null ? JSON.stringify(value) : value));
    const guard = ifAttempt === undefined ? '' : ` AND state = 'running' AND attempt = ${Math.trunc(ifAttempt)}`;
    const text = `UPDATE ${this.#table} SET ${[...columns, ...now.map(stamp => `${stamp} = now()`)].join(', ')} WHERE id = $1::uuid${guard} RETURNING *`;
    return first((await sql.executeSql(text, [id, ...values])).rows);
  }
}

const first = (rows: readonly Row[]): JobDocument | undefined => (rows[0] === undefined ? undefined : toDocument(rows[0]));

function toDocument(row: Row): JobDocument {
  const { id, key, state, request, attempt, tries, deaths, cancelling } = row as unknown as Omit<JobDocument, 'job'>;
  return { id, key, state, request, attempt, tries, deaths, cancelling, job: toJob(row, state) };
}

/** The contract's job: only what its state may carry. */
function toJob(row: Row, state: Job['state']): Job {
  const common = { id: row['id'], request: row['request'], createdAt: time(row['created_at']), attempt: row['attempt'], state };
  const started = row['started_at'] ? { startedAt: time(row['started_at']) } : {};
  const ended = { ...started, endedAt: time(row['ended_at']) };
  const parts: Record<Job['state'], object> = {
    queued: {},
    running: { ...started, progress: row['progress'], ...(row['cancelling'] ? { cancelling: true } : {}) },
    succeeded: { ...ended, result: row['result'] },
    failed: { ...ended, problem: row['problem'] },
    cancelled: ended,
  };
  return { ...common, ...parts[state] } as Job;
}

const time = (value: unknown): string => new Date(value as string | Date).toISOString();
