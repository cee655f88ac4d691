import type { Readiness } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

/** Whether a job sent now could succeed, and what is amiss if not. */
export function readyRouter({ readiness }: { readonly readiness: () => Promise<Readiness> }): Router {
  return exactRouter().get('/api/ready', async (_request, response) => {
    const state = await readiness();
    response.status(state.ready ? 200 : 503).json(state);
  });
}
