import type { Model } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

export function modelsRouter({ models }: { readonly models: () => readonly Model[] }): Router {
  return exactRouter().get('/api/models', (_request, response) => void response.json({ models: models() }));
}
