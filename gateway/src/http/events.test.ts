import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@lesion-forge/openapi';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { eventsRouter, type EventsDependencies } from './events.ts';

const ID = '5f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90';
const base = { id: ID, request: { task: 'segment', source: { studyUid: '1.2', seriesUid: '1.3' }, encoding: 'binary' }, createdAt: '2026-03-01T08:00:00.000Z' } as const;
const queued: Job = { ...base, state: 'queued', attempt: 0 };
const running = (fraction: number): Job => ({ ...base, state: 'running', attempt: 1, startedAt: base.createdAt, progress: { stage: 'infer', fraction } });
const cancelled: Job = { ...base, state: 'cancelled', attempt: 1, endedAt: base.createdAt };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The router over a job that the test changes as another process would, or as this one. */
async function start(initial: Job, options: Partial<EventsDependencies> = {}) {
  const listeners = new Set<(job: Job) => void>();
  let current = initial;
  const store: EventsDependencies['store'] = {
    get: () => Promise.resolve(current),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const server = createServer(express().use(eventsRouter({ store, ...options }))).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise(resolve => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/jobs/${ID}/events`;
  return {
    url,
    elsewhere: (job: Job) => void (current = job),
    here(job: Job) {
      current = job;
      for (const listener of listeners) listener(job);
    },
  };
}

const jobs = (text: string) => text.split('\n\n').flatMap(part => (part.startsWith('event: job\ndata: ') ? [JSON.parse(part.slice(17)) as Job] : []));

describe('eventsRouter', () => {
  it('sees changes that another process made, and ends with the last', async () => {
    const { url, elsewhere } = await start(queued, { pollMs: 20 });
    const text = fetch(url).then(response => response.text());
    await sleep(100);
    elsewhere(running(0.5));
    await sleep(100);
    elsewhere(cancelled);
    expect(jobs(await text)).toEqual([queued, running(0.5), cancelled]);
  });

  it('tells changes of this process at once, each once', async () => {
    const { url, here } = await start(queued, { pollMs: 60_000 });
    const response = await fetch(url);
    const text = response.text();
    for (const job of [running(0), running(0), running(0.5), cancelled]) {
      here(job);
      await sleep(20);
    }
    expect(jobs(await text)).toEqual([queued, running(0), running(0.5), cancelled]);
  });

  it('keeps a silent stream open with comments', async () => {
    const { url, here } = await start(running(0.1), { heartbeatMs: 20, pollMs: 60_000 });
    const text = fetch(url).then(response => response.text());
    await sleep(150);
    here(cancelled);
    expect((await text).match(/^: alive$/gm)?.length).toBeGreaterThanOrEqual(3);
  });
});
