import type { Job } from '@lesion-forge/openapi';
import { isFinal } from '../client/follow-job.ts';
import type { JobsState, Task } from './job-desk.ts';

/**
 * The job a task's section shows: one that still runs, else the one the reader looks at, else the newest that succeeded;
 * the last two only where they concern the series in view.
 */
export function sectionJob(state: JobsState, task: Task, seriesUid: string | undefined): Job | undefined {
  const ofTask = state.jobs.filter((job) => job.request.task === task);
  const here = ofTask.filter((job) => seriesUid !== undefined && seriesOf(job).includes(seriesUid));
  return ofTask.find((job) => !isFinal(job)) ?? here.find((job) => job.id === state.shown[task]) ?? here.find((job) => job.state === 'succeeded');
}

/** The image series a job is about: what it read, and what it made. */
function seriesOf(job: Job): readonly string[] {
  const source = job.request.source.seriesUid;
  return job.state === 'succeeded' && job.result.task === 'synthesize' ? [source, job.result.image.seriesUid] : [source];
}
