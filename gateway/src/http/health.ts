import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

/** The process answers; says nothing of what it depends on. */
export function healthRouter({ version }: { readonly version: string }): Router {
  return exactRouter().get('/api/health', (_request, response) => void response.json({ status: 'ok', version }));
}
