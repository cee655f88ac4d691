import { inflateSync } from 'node:zlib';
import type { Job } from '@lesion-forge/openapi';
import type { Request, Response, Router } from 'express';
import { GatewayError } from '../errors.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { exactRouter } from './exact-router.ts';
import { jobOf } from './jobs.ts';

export interface OrganMaskDependencies {
  readonly store: Pick<JobStore, 'get'>;
  /** The packed mask of a survey, deflated (zlib). Throws survey/gone. */
  readonly surveyMask: (jobId: string) => Promise<Uint8Array>;
}

/** The organ mask of a survey. It never changes, but leaves with the job, so browsers ask each time. */
export function organMaskRouter({ store, surveyMask }: OrganMaskDependencies): Router {
  const send = async (request: Request, response: Response): Promise<void> => {
    const jobId = String(request.params['jobId']);
    assertSurveyed(await jobOf(store, jobId));
    const deflated = await surveyMask(jobId);
    const accepted = request.acceptsEncodings('deflate') !== false;
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding', ...(accepted ? { 'Content-Encoding': 'deflate' } : {}) });
    response.type('application/octet-stream').send(Buffer.from(accepted ? deflated : inflateSync(deflated)));
  };
  return exactRouter().get('/api/jobs/:jobId/organ-mask', (request, response) => send(request, response));
}

/** Throws survey/not-found, survey/not-ready. */
export function assertSurveyed(job: Job): asserts job is Extract<Job, { state: 'succeeded' }> {
  const { id, state } = job;
  if (job.request.task !== 'survey') throw new GatewayError('survey/not-found', `Job ${id} is no survey; use the id of one.`, { context: { jobId: id, task: job.request.task } });
  if (state !== 'succeeded') throw new GatewayError('survey/not-ready', `The survey is ${state}; wait until it has succeeded, or survey the series again.`, { context: { jobId: id, state } });
}
