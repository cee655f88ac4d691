import PgBoss from 'pg-boss';
import type { Logger } from '../log.ts';
import type { Database, Sql } from './database.ts';

const QUEUE = 'jobs';
/** Retries are counted by the store; pg-boss only spaces them. */
const RETRY_LIMIT = 1_000_000;
/** The longest a job may run: pg-boss takes less than 24 hours. Dead workers are found by heartbeat long before. */
const EXPIRE_HOURS = 23;
/** pg-boss drops what waited longer; never, for us. */
const RETENTION_DAYS = 3650;
const MAINTENANCE_SECONDS = 60;
const FRONT_PRIORITY = 1;
/** Due since yesterday: a clock set back must not hold up what should run now. */
const DUE_NOW = '-1 day';

export interface BossQueueOptions {
  readonly schema: string;
  readonly retryDelaySeconds: number;
  readonly log?: Logger;
}

/** The part of pg-boss we use: which id comes next, and when. Ids only; what a job is lies in our own table. */
export class BossQueue {
  readonly #boss: PgBoss;
  readonly #options: BossQueueOptions;

  constructor(database: Database, options: BossQueueOptions) {
    this.#options = options;
    const { schema, log } = options;
    this.#boss = new PgBoss({ db: database, schema, schedule: false, maintenanceIntervalSeconds: MAINTENANCE_SECONDS });
    this.#boss.on('error', error => log?.error('the job queue reports a failure', { error }));
  }

  async start(): Promise<void> {
    await this.#boss.start();
    await this.#boss.createQueue(QUEUE);
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }

  async add(sql: Sql, id: string, place: 'front' | 'back' = 'back'): Promise<void> {
    const options = { id, db: sql, priority: place === 'front' ? FRONT_PRIORITY : 0, startAfter: DUE_NOW, expireInHours: EXPIRE_HOURS, retentionDays: RETENTION_DAYS };
    const retry = { retryLimit: RETRY_LIMIT, retryDelay: this.#options.retryDelaySeconds, retryBackoff: true };
    await this.#boss.send(QUEUE, {}, { ...options, ...retry });
  }

  /** The next id that is due, now taken. */
  async take(sql: Sql): Promise<string | undefined> {
    return (await this.#boss.fetch(QUEUE, { batchSize: 1, db: sql }))[0]?.id;
  }

  /** Due again after a back-off that doubles, half of it random. */
  async retry(sql: Sql, id: string): Promise<void> {
    await this.#boss.fail(QUEUE, id, {}, { db: sql });
  }

  /** Due again at once, with the back-off started anew. */
  async replace(sql: Sql, id: string, place: 'front' | 'back'): Promise<void> {
    await this.end(sql, id);
    await this.add(sql, id, place);
  }

  async end(sql: Sql, id: string): Promise<void> {
    await this.#boss.deleteJob(QUEUE, id, { db: sql });
  }
}
