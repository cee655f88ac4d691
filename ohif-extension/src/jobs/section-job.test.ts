import type { Job } from '@lesion-forge/openapi';
import { describe, expect, it } from 'vitest';
import { sectionJob } from './section-job.ts';
import type { JobsState } from './job-desk.ts';

const at = '2026-01-02T10:00:00Z';
const source = { studyUid: '1.2', seriesUid: 'source' };
const done = (id: string): Job => ({
  id, createdAt: at, startedAt: at, endedAt: at, attempt: 1, state: 'succeeded', request: { task: 'synthesize', source, radiusMm: 10 },
  result: { task: 'synthesize', image: { seriesUid: `image-${id}`, instanceUids: [] }, segmentation: { seriesUid: 's', instanceUids: [] }, lesions: [], recipe: {}, warnings: [], stageMs: {} },
});
const failed = (id: string): Job => ({
  id, createdAt: at, endedAt: at, attempt: 1, state: 'failed', request: { task: 'synthesize', source, radiusMm: 10 },
  problem: { type: 'u', code: 'c', title: 't', status: 500, detail: 'd', retryable: false },
});
const running = (id: string): Job => ({ id, createdAt: at, startedAt: at, attempt: 1, state: 'running', request: { task: 'synthesize', source, radiusMm: 10 }, progress: { stage: 'store', fraction: 0.5 } });

const state = (jobs: readonly Job[], shown?: string): JobsState => ({ jobs, sending: new Set(), failures: {}, shown: shown === undefined ? {} : { synthesize: shown } });
const pick = (jobs: readonly Job[], seriesUid: string | undefined, shown?: string) => sectionJob(state(jobs, shown), 'synthesize', seriesUid)?.id;

describe('sectionJob', () => {
  it('shows what runs before anything else, whatever series is in view', () => {
    expect(pick([done('b'), running('a')], 'elsewhere', 'b')).toBe('a');
  });

  it('shows what the reader chose, a failure too', () => {
    expect(pick([done('b'), failed('a')], 'source', 'a')).toBe('a');
  });

  it('falls back to the newest success, not to an old failure', () => {
    expect(pick([failed('c'), done('b'), done('a')], 'source')).toBe('b');
  });

  it('belongs to the series it read and the series it made, to no other', () => {
    expect(pick([done('b'), done('a')], 'image-a')).toBe('a');
    expect(pick([done('b')], 'elsewhere', 'b')).toBeUndefined();
    expect(pick([done('b')], undefined)).toBeUndefined();
    expect(sectionJob(state([done('b')]), 'segment', 'source')).toBeUndefined();
  });
});
