import type { Organ } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

export function organsRouter({ organs }: { readonly organs: () => readonly Organ[] }): Router {
  return exactRouter().get('/api/organs', (_request, response) => void response.json({ organs: organs() }));
}
