/** A task process for tests: counts to the seed of the request, obeys cancel, and can die or fall silent on demand. */
import type { JobRequest, JobResult, StoredSeries } from '@lesion-forge/openapi';
import type { Task } from '../../gateway/src/jobs/task.ts';
import { hostTasks } from '../../gateway/src/tasks/task-host.ts';

const task: Task<JobRequest, JobResult> = {
  name: 'synthesize',
  stages: ['count'],
  async run(request, context) {
    if (request.task !== 'synthesize') throw new RangeError('unexpected');
    const { seed = 0, generator } = request;
    if (generator === 'die') process.kill(process.pid, 'SIGKILL');
    if (generator === 'hang') await new Promise(resolve => setTimeout(resolve, 60_000));
    for (let i = 0; i < seed; i++) {
      context.signal.throwIfAborted();
      context.report('count', i / seed);
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const empty: StoredSeries = { seriesUid: '1.2', instanceUids: [] };
    return { task: 'synthesize', image: empty, segmentation: empty, lesions: [], recipe: { counted: seed }, warnings: [], stageMs: {} };
  },
};

hostTasks(new Map([['synthesize', task]]), () => {});
