import { Pool } from 'pg';
import type { Database, Row, Sql } from './database.ts';
import { nameDatabaseError } from './name-database-error.ts';

const TRANSACTION_TRIES = 4;
/** Serialization failure and deadlock: the same transaction may succeed when tried again. */
const TRY_AGAIN = new Set(['40001', '40P01']);

/** A PostgreSQL server, named by its connection string. For several gateways, and for work that must survive a power cut. */
export class PostgresDatabase implements Database {
  readonly exclusive = false;
  readonly #connectionString: string;
  #pool: Pool | undefined;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  async open(): Promise<void> {
    this.#pool = new Pool({ connectionString: this.#connectionString, max: 6, connectionTimeoutMillis: 5_000, application_name: 'lesion-forge' });
    // A lost idle connection is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
    await this.executeSql('SELECT 1');
  }

  async close(): Promise<void> {
    await this.#pool?.end();
    this.#pool = undefined;
  }

  async executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    try {
      return await this.#opened().query<Row>(text, values);
    } catch (error) {
      throw nameDatabaseError(error);
    }
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (tried === TRANSACTION_TRIES || !TRY_AGAIN.has(String((error as { code?: unknown }).code))) throw nameDatabaseError(error);
      }
    }
  }

  async #once<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.#opened().connect();
    let broken = false;
    try {
      await client.query('BEGIN');
      const result = await work({ executeSql: (text, values) => client.query<Row>(text, values) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  freeBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  #opened(): Pool {
    if (this.#pool === undefined) throw new RangeError('The database is not open.');
    return this.#pool;
  }
}
