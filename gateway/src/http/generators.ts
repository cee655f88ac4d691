import type { Generator } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

export function generatorsRouter({ generators }: { readonly generators: () => readonly Generator[] }): Router {
  return exactRouter().get('/api/generators', (_request, response) => void response.json({ generators: generators() }));
}
