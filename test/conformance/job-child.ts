import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJobStore, type JobStoreOptions } from '../../gateway/src/jobs/open-job-store.ts';
import { startWorker } from '../../gateway/src/jobs/worker.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { emptyResult, segmentRequest } from './job-samples.ts';

/** What a child process of the job store's conformance suite is told to do. */
export interface ChildOrder {
  readonly store: JobStoreOptions;
  /** submit: submits until killed, telling each acknowledgement. work: runs jobs until killed. */
  readonly role: 'submit' | 'work';
  readonly prefix?: string;
  /** Each line `begin <key>` or `done <key>`. */
  readonly ledger?: string;
  readonly taskMs?: number;
  /** Kill this process as soon as a job of that key runs. */
  readonly dieOnKey?: string;
}

process.once('message', async (order: ChildOrder) => {
  const store = openJobStore(order.store);
  const report = (message: object) => process.send?.(message);
  try {
    await store.start();
  } catch (error) {
    report({ refused: (error as { code?: string }).code });
    process.exit(3);
  }
  report({ ready: true });
  if (order.role === 'submit')
    for (let n = 0; ; n++) {
      const key = `${order.prefix}-${n}`;
      const { job } = await store.submit(key, segmentRequest(key));
      report({ acknowledged: { key, id: job.id } });
    }
  const note = (line: string) => order.ledger && appendFileSync(order.ledger, `${line}\n`);
  const task = {
    name: 'segment',
    stages: ['wait'],
    async run(_: unknown, { jobKey }: { jobKey: string }) {
      note(`begin ${jobKey}`);
      if (jobKey === order.dieOnKey) process.kill(process.pid, 'SIGKILL');
      await sleep(order.taskMs ?? 0);
      note(`done ${jobKey}`);
      return emptyResult;
    },
  };
  startWorker(store, new Map([['segment', task]]), { signal: new AbortController().signal, concurrency: 1, log: createLogger({ level: 'silent' }) });
});
