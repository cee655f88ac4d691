import type { Job, JobRequest, SegmentResult } from '@lesion-forge/openapi';
import { describe, expect, it } from 'vitest';
import { createGatewayClient } from '../client/gateway-client.ts';
import { createJobDesk, type JobDesk } from './job-desk.ts';

const request: JobRequest = { task: 'segment', source: { studyUid: '1.2', seriesUid: '1.2.3' } };
const result: SegmentResult = { task: 'segment', segmentation: { seriesUid: '1.9', instanceUids: [] }, findings: [], organs: [], models: [], warnings: [], stageMs: {} };
const base = { id: '0e6a5b0e-3f3e-4a1f-9a42-0a4f3f5d2c11', request, createdAt: '2026-01-02T10:00:00Z', attempt: 0 } as const;
const queued: Job = { ...base, state: 'queued' };
const running = (fraction: number): Job => ({ ...base, attempt: 1, state: 'running', startedAt: base.createdAt, progress: { stage: 'infer', fraction } });
const succeeded: Job = { ...base, attempt: 1, state: 'succeeded', startedAt: base.createdAt, endedAt: '2026-01-02T10:00:20Z', result };

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const events = (jobs: readonly Job[]) => new Response(jobs.map((job) => `event: job\ndata: ${JSON.stringify(job)}\n\n`).join(''), { headers: { 'Content-Type': 'text/event-stream' } });

interface Exchange {
  readonly seen: string[];
  readonly shown: string[];
  readonly desk: JobDesk;
}

/** A desk whose requests are answered by the given routes; an unknown route never answers. */
function open(routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>>): Exchange {
  const seen: string[] = [];
  const shown: string[] = [];
  const client = createGatewayClient({
    baseUrl: 'http://gateway.test',
    headers: () => ({ Authorization: 'Bearer t' }),
    fetch: async (sent) => {
      const { pathname, search } = new URL(sent.url);
      seen.push(`${sent.method} ${pathname}${search} ${sent.headers.get('Authorization')}`);
      const route = routes[`${sent.method} ${pathname}`];
      return route ? route(sent) : new Promise<Response>(() => {});
    },
  });
  const desk = createJobDesk({
    client,
    showResult: async (job) => {
      shown.push(job.id);
    },
  });
  return { seen, shown, desk };
}

const POST = 'POST /api/jobs';
const EVENTS = `GET /api/jobs/${base.id}/events`;
const settled = (desk: JobDesk, condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      stop();
      resolve();
    };
    const stop = desk.store.subscribe(() => queueMicrotask(look));
    queueMicrotask(look);
  });

describe('createJobDesk', () => {
  it('follows a job to its end, shows its result once, and signs every request', async () => {
    const { desk, seen, shown } = open({ [POST]: () => json(queued, 202), [EVENTS]: () => events([running(0.1), running(0.7), succeeded]) });
    const states: string[] = [];
    desk.store.subscribe(() => states.push(desk.store.get().jobs[0]?.state ?? 'none'));
    await desk.submit(request);
    await settled(desk, () => shown.length > 0);
    expect(shown).toEqual([base.id]);
    expect(desk.store.get().jobs).toEqual([succeeded]);
    expect(states).toContain('running');
    expect(desk.store.get().shown.segment).toBe(base.id);
    expect(seen.every((line) => line.endsWith('Bearer t'))).toBe(true);
  });

  it('sends one request however often the button is pressed', async () => {
    const { desk, seen } = open({ [POST]: () => json(queued, 202) });
    await Promise.all([desk.submit(request), desk.submit(request)]);
    await desk.submit(request);
    expect(seen.filter((line) => line.startsWith(POST))).toHaveLength(1);
    await desk.submit({ ...request, source: { ...request.source, seriesUid: '1.2.4' } });
    expect(seen.filter((line) => line.startsWith(POST))).toHaveLength(2);
  });

  it('shows a result that is there already', async () => {
    const { desk, shown } = open({ [POST]: () => json(succeeded, 202) });
    await desk.submit(request);
    expect(shown).toEqual([base.id]);
  });

  it('keeps the gateway\'s own words and code for a refusal, until the next try', async () => {
    const problem = { type: 'urn:x', code: 'series/not-ct', title: 'The series is not CT', status: 422, detail: 'Choose a CT series.', retryable: false };
    const { desk } = open({ [POST]: () => json(problem, 422) });
    await desk.submit(request);
    expect(desk.store.get().failures.segment).toMatchObject({ code: 'series/not-ct', message: 'Choose a CT series.' });
    const again = desk.submit(request);
    expect(desk.store.get().failures.segment).toBeUndefined();
    await again;
  });

  it('says so when the gateway is gone', async () => {
    const { desk } = open({ [POST]: () => Promise.reject(new TypeError('fetch failed')) });
    await desk.submit(request);
    expect(desk.store.get().failures.segment?.code).toBe('client/unreachable');
    expect(desk.store.get().sending.size).toBe(0);
  });

  it('asks for the state when the stream breaks off', async () => {
    const { desk, shown } = open({ [POST]: () => json(queued, 202), [EVENTS]: () => events([running(0.2)]), [`GET /api/jobs/${base.id}`]: () => json(succeeded) });
    await desk.submit(request);
    await settled(desk, () => shown.length > 0);
    expect(desk.store.get().jobs[0]?.state).toBe('succeeded');
  });

  it('lets no late report reopen an ended job, but a new request does', async () => {
    const cancelled: Job = { ...base, state: 'cancelled', endedAt: '2026-01-02T10:01:00Z' };
    const { desk } = open({ [POST]: () => json(queued, 202), [`DELETE /api/jobs/${base.id}`]: () => json(cancelled), [EVENTS]: () => new Promise(() => {}) });
    await desk.submit(request);
    await desk.cancel(base.id);
    expect(desk.store.get().jobs[0]?.state).toBe('cancelled');
    await desk.submit(request);
    expect(desk.store.get().jobs.map((job) => job.state)).toEqual(['queued']);
  });

  it('lists the jobs of the study it opens and follows those that still run', async () => {
    const other: Job = { ...succeeded, id: '11111111-1111-4111-8111-111111111111', createdAt: '2026-01-01T10:00:00Z' };
    const { desk, seen, shown } = open({ 'GET /api/jobs': () => json({ jobs: [running(0.5), other] }), [EVENTS]: () => events([succeeded]) });
    await desk.openStudy('1.2');
    await settled(desk, () => shown.length > 0);
    expect(seen[0]).toContain('studyUid=1.2');
    expect(desk.store.get().jobs.map((job) => job.id)).toEqual([base.id, other.id]);
    expect(shown).toEqual([base.id]);
    desk.close();
    expect(desk.store.get().jobs).toEqual([]);
  });
});
