import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@lesion-forge/openapi';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../gateway/src/errors.ts';
import { schemaValidator } from './contract-document.ts';
import { serveApp, startGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const api = () => request(gateway.url);
let series = 0;
const segment = (phase?: string) => ({ task: 'segment', source: { studyUid: '1.2.840.99', seriesUid: `1.2.840.99.${++series}`, ...(phase ? { phase } : {}) } });

async function ended(id: string): Promise<Job> {
  for (;;) {
    const { body } = await api().get(`/api/jobs/${id}`);
    const job = body as Job;
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(20);
  }
}

const problem = (response: request.Response) => {
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  const validate = schemaValidator('Problem');
  validate(response.body);
  expect(validate.errors ?? []).toEqual([]);
  return { status: response.status, code: (response.body as { code: string }).code };
};

const requestFixtures = (kind: 'valid' | 'invalid') => {
  const root = resolve(import.meta.dirname, '../../openapi/fixtures', kind);
  return readdirSync(root).filter(name => name.startsWith('job-request-')).map(name => [name, (JSON.parse(readFileSync(join(root, name), 'utf8')) as { payload: object }).payload] as const);
};

describe('jobs', () => {
  it('accepts, tells its progress, and ends', async () => {
    const accepted = await api().post('/api/jobs').send(segment());
    expect(accepted.status).toBe(202);
    expect(accepted.headers['location']).toBe(`/api/jobs/${accepted.body.id}`);
    expect(accepted.body).toMatchObject({ state: 'queued', request: { encoding: 'binary' } });
    const events = await readEvents(`/api/jobs/${accepted.body.id}/events`);
    const states = events.map(({ state }) => state);
    expect(states.at(-1)).toBe('succeeded');
    expect(states).toEqual(states.toSorted((a, b) => order(a) - order(b)));
    const job = await api().get(`/api/jobs/${accepted.body.id}`);
    expect(job.body).toEqual(events.at(-1));
    expect((await api().get('/api/jobs?state=succeeded&limit=1')).body.jobs).toEqual([job.body]);
  });

  it('streams the whole job at each change and ends; a job that has ended is told once', async () => {
    const { body } = await api().post('/api/jobs').send(segment('250'));
    const events = await readEvents(`/api/jobs/${body.id}/events`);
    expect(events.length).toBeGreaterThanOrEqual(4);
    const validate = schemaValidator('Job');
    for (const event of events) expect(validate(event)).toBe(true);
    const fractions = events.flatMap(event => (event.state === 'running' ? [event.progress.fraction] : []));
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(await readEvents(`/api/jobs/${body.id}/events`)).toEqual([events.at(-1)]);
  });

  it('takes the same request twice for one job', async () => {
    const body = segment();
    const [first, second] = await Promise.all([api().post('/api/jobs').send(body), api().post('/api/jobs').send({ ...body, encoding: 'binary' })]);
    expect(second.body.id).toBe(first.body.id);
    expect((await api().post('/api/jobs').send({ ...body, encoding: 'labelmap' })).body.id).not.toBe(first.body.id);
    await ended(first.body.id);
    expect((await api().post('/api/jobs').send(body)).body).toMatchObject({ id: first.body.id, state: 'succeeded' });
  });

  it('cancels a running job soon, and says what cannot be cancelled', async () => {
    const { body } = await api().post('/api/jobs').send(segment('2000'));
    const stream = readEvents(`/api/jobs/${body.id}/events`);
    while ((await api().get(`/api/jobs/${body.id}`)).body.state !== 'running') await sleep(10);
    const cancelledAtMs = performance.now();
    const cancelled = await api().delete(`/api/jobs/${body.id}`);
    expect(cancelled.status).toBe(200);
    expect(cancelled.body).toMatchObject({ state: 'running', cancelling: true });
    expect((await stream).at(-1)).toMatchObject({ state: 'cancelled' });
    expect(performance.now() - cancelledAtMs).toBeLessThan(10_000);
    const done = (await api().post('/api/jobs').send(segment())).body.id as string;
    await ended(done);
    expect(problem(await api().delete(`/api/jobs/${done}`))).toEqual({ status: 409, code: 'job/finished' });
  });

  it('keeps the problem of a failed job', async () => {
    const { body } = await api().post('/api/jobs').send(segment('broken'));
    expect(await ended(body.id)).toMatchObject({ state: 'failed', problem: { code: 'series/not-ct', status: 422, context: { modality: 'MR' } } });
  });

  it('lists by state and study', async () => {
    const other = { task: 'segment', source: { studyUid: '1.2.840.77', seriesUid: '1.2.840.77.1' } };
    const { body } = await api().post('/api/jobs').send(other);
    await ended(body.id);
    expect((await api().get('/api/jobs?studyUid=1.2.840.77')).body.jobs.map(({ id }: Job) => id)).toEqual([body.id]);
    expect((await api().get('/api/jobs?studyUid=1.2.840.77&state=failed')).body.jobs).toEqual([]);
    expect((await api().get('/api/jobs?limit=1')).body.jobs).toHaveLength(1);
  });

  it('forgets who stops listening', async () => {
    const { body } = await api().post('/api/jobs').send(segment('300'));
    const before = gateway.listeners();
    const stop = new AbortController();
    const response = await fetch(`${gateway.url}/api/jobs/${body.id}/events`, { signal: stop.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await response.body?.getReader().read();
    expect(gateway.listeners()).toBe(before + 1);
    stop.abort();
    for (let n = 0; n < 100 && gateway.listeners() > before; n++) await sleep(10);
    expect(gateway.listeners()).toBe(before);
    expect(await ended(body.id)).toMatchObject({ state: 'succeeded' });
  });
});

describe('bad requests', () => {
  it.each(requestFixtures('invalid'))('%s is refused', async (_name, payload) => {
    expect(problem(await api().post('/api/jobs').send(payload))).toEqual({ status: 400, code: 'request/invalid' });
  });

  it.each(requestFixtures('valid'))('%s is accepted', async (_name, payload) => {
    expect((await api().post('/api/jobs').send(payload)).status).toBe(202);
  });

  it.each([
    ['malformed JSON', () => api().post('/api/jobs').type('json').send('{"task": "segment",'), 400, 'request/invalid'],
    ['a body that is no object', () => api().post('/api/jobs').type('json').send('"segment"'), 400, 'request/invalid'],
    ['no body', () => api().post('/api/jobs'), 415, 'request/unsupported-media-type'],
    ['another content type', () => api().post('/api/jobs').type('text/plain').send('task=segment'), 415, 'request/unsupported-media-type'],
    ['a compressed body', () => api().post('/api/jobs').type('json').set('Content-Encoding', 'gzip').send('{}'), 415, 'request/unsupported-media-type'],
    ['a body too large', () => api().post('/api/jobs').send({ ...segment(), parameters: 'x'.repeat(20_000) }), 413, 'request/too-large'],
    ['an unknown path', () => api().get('/api/patients'), 404, 'route/not-found'],
    ['a path in other letters', () => api().get('/API/jobs'), 404, 'route/not-found'],
    ['an unknown method', () => api().put('/api/jobs').send({}), 405, 'route/method-not-allowed'],
    ['a broken escape', () => api().get('/api/archives/main/studies/%zz'), 400, 'request/invalid'],
    ['a job id that is none', () => api().get('/api/jobs/1'), 400, 'request/invalid'],
    ['an unknown job', () => api().get('/api/jobs/5f6c7b1e-0000-4000-8000-000000000000'), 404, 'job/not-found'],
    ['events of an unknown job', () => api().get('/api/jobs/5f6c7b1e-0000-4000-8000-000000000000/events'), 404, 'job/not-found'],
    ['cancel of an unknown job', () => api().delete('/api/jobs/5f6c7b1e-0000-4000-8000-000000000000'), 404, 'job/not-found'],
    ['a page too large', () => api().get('/api/jobs?limit=501'), 400, 'request/invalid'],
    ['an unknown state', () => api().get('/api/jobs?state=paused'), 400, 'request/invalid'],
    ['an unknown query parameter', () => api().get('/api/jobs?patient=Doe'), 400, 'request/invalid'],
    ['a study UID with a path in it', () => api().get('/api/archives/main/studies/1.2%2F..%2F..'), 400, 'request/invalid'],
    ['an unknown archive', () => api().get('/api/archives/other/studies/1.2'), 404, 'archive/unknown'],
    ['an unknown series', () => api().get('/api/archives/main/studies/1.2/series/1.2.3'), 404, 'series/not-found'],
  ] as const)('%s', async (_name, send, status, code) => {
    expect(problem(await send())).toEqual({ status, code });
  });

  it('names the methods an address takes', async () => {
    expect((await api().put('/api/jobs').send({})).headers['allow']?.split(', ').toSorted()).toEqual(['GET', 'POST']);
  });

  it('says where a request is wrong', async () => {
    const { body } = await api().post('/api/jobs').send({ task: 'segment', source: { studyUid: '1.2', seriesUid: 'x' } });
    expect(body.detail).toMatch(/^The request does not match the contract: \/source\/seriesUid must match pattern .*\.$/);
  });
});

describe('other routes', () => {
  it.each(['/api/health', '/api/ready', '/api/models', '/api/generators', '/api/organs', '/api/archives', '/api/archives/main/studies/1.2'])('%s answers as the contract says', async path => {
    const response = await api().get(path);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  });

  it('answers HEAD without a body', async () => {
    const response = await api().head('/api/health');
    expect(response.status).toBe(200);
    expect(response.text).toBeUndefined();
    expect((await api().head('/api/jobs/5f6c7b1e-0000-4000-8000-000000000000')).status).toBe(404);
  });

  it('says it is not ready with 503', async () => {
    const broken = await serveApp({ readiness: () => Promise.resolve({ ready: false, checks: [{ name: 'archive main', ok: false, remedy: 'Start it.' }] }) });
    const response = await request(broken.url).get('/api/ready');
    await broken.close();
    expect(response.status).toBe(503);
    expect(response.body.ready).toBe(false);
  });

  it.each([['job/queue-full', 429], ['storage/disk-full', 507], ['job/store-unavailable', 503]] as const)('answers %s with the time to wait', async (code, status) => {
    const full = await serveApp({ submit: () => Promise.reject(new GatewayError(code, 'A sentence.')) });
    const response = await request(full.url).post('/api/jobs').send(segment());
    await full.close();
    expect(problem(response)).toEqual({ status, code });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('refuses an answer that breaks the contract', async () => {
    const broken = await serveApp({ models: () => [{ name: 'Not A Name' } as never] });
    const response = await request(broken.url).get('/api/models');
    await broken.close();
    expect(problem(response)).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(response.body)).not.toContain('Not A Name');
  });
});

const order = (state: Job['state']) => ['queued', 'running', 'succeeded'].indexOf(state);

async function readEvents(path: string): Promise<Job[]> {
  const text = await (await fetch(`${gateway.url}${path}`)).text();
  return text.split('\n\n').filter(part => part.startsWith('event: job\n')).map(part => JSON.parse(part.slice('event: job\ndata: '.length)) as Job);
}
