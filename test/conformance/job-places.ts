import { afterEach } from 'vitest';
import type { JobStore } from '../../gateway/src/jobs/job-store.ts';
import { openJobStore, type JobStoreOptions } from '../../gateway/src/jobs/open-job-store.ts';
import type { JobDriver } from './job-drivers.ts';

/** Empty places for job stores and stores in them, all undone after each test. For tests that open one place several times. */
export function jobPlaces(driver: () => JobDriver, limits: Omit<JobStoreOptions, 'dataDir'>) {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return {
    /** Called after the test, last in first out. */
    cleanUp: (step: () => Promise<unknown>) => void undo.push(step),
    async place(): Promise<JobStoreOptions> {
      const { options, remove } = await driver().elsewhere();
      undo.push(remove);
      return { ...limits, ...options };
    },
    async reopen(options: JobStoreOptions): Promise<JobStore> {
      const store = openJobStore(options);
      await store.start();
      undo.push(() => store.stop());
      return store;
    },
  };
}
