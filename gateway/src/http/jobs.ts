import type { Job, JobRequest, JobState } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { GatewayError } from '../errors.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { exactRouter } from './exact-router.ts';

export interface JobsDependencies {
  readonly store: Pick<JobStore, 'get' | 'list' | 'cancel'>;
  readonly submit: (request: JobRequest) => Promise<{ readonly job: Job; readonly created: boolean }>;
}

/** What the contract leaves of a query after checking, defaults filled in. */
interface ListQuery {
  readonly state?: JobState;
  readonly studyUid?: string;
  readonly limit: number;
  readonly offset: number;
}

/** Accept, read, list and cancel work. Requests arrive here checked against the contract. */
export function jobsRouter({ store, submit }: JobsDependencies): Router {
  return exactRouter()
    .post('/api/jobs', (request, response) =>
      submit(request.body as JobRequest).then(({ job }) => void response.status(202).location(`/api/jobs/${job.id}`).json(job)),
    )
    .get('/api/jobs', ({ query }, response) =>
      store.list(query as unknown as ListQuery).then(jobs => void response.json({ jobs })),
    )
    .get('/api/jobs/:jobId', async ({ params }, response) => void response.json(await jobOf(store, params.jobId)))
    .delete('/api/jobs/:jobId', async ({ params }, response) => void response.json(await store.cancel(params.jobId)));
}

/** Throws job/not-found. */
export async function jobOf(store: Pick<JobStore, 'get'>, jobId: string): Promise<Job> {
  const job = await store.get(jobId);
  if (!job) throw new GatewayError('job/not-found', 'No job has this id; list the jobs to find it.', { context: { jobId } });
  return job;
}
