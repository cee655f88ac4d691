import type { JobRequest, JobResult } from '@lesion-forge/openapi';
import type { Problem } from '../errors.ts';

/** What the gateway tells a task process. */
export type ToTaskProcess =
  | { readonly kind: 'run'; readonly runId: number; readonly jobId: string; readonly jobKey: string; readonly createdAt: string; readonly request: JobRequest }
  | { readonly kind: 'cancel'; readonly runId: number };

/** What a task process answers. */
export type FromTaskProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly runId: number; readonly stage: string; readonly fraction: number }
  | { readonly kind: 'succeeded'; readonly runId: number; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly runId: number; readonly problem: Problem };
