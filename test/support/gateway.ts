import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, JobRequest, Problem } from '@lesion-forge/openapi';
import { parseConfig, type ArchiveConfig } from '../../gateway/src/config.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { PATHS } from '../../gateway/src/wiring/paths.ts';
import { startGateway } from '../../gateway/src/wiring/start-gateway.ts';

export interface TestGateway {
  readonly url: string;
  get<T>(path: string): Promise<{ status: number; body: T }>;
  post(request: unknown): Promise<{ status: number; body: Job & Problem; location: string | null }>;
  cancel(id: string): Promise<{ status: number; body: Job }>;
  /** Waits until the job has ended; calls back with each state seen. */
  ended(id: string, onSeen?: (job: Job) => void): Promise<Job>;
  /** Submits and waits; fails when the job does not succeed. */
  succeeded(request: JobRequest): Promise<Extract<Job, { state: 'succeeded' }>>;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly archives: readonly (Partial<ArchiveConfig> & { readonly name: string; readonly url: string })[];
  readonly viewerDir?: string;
  readonly minSlices?: number;
}

/** A real gateway on a free loopback port with a database of its own. */
export async function testGateway({ archives, viewerDir, minSlices }: TestGatewayOptions): Promise<TestGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-gateway-'));
  const viewer = viewerDir === undefined ? {} : { dir: viewerDir };
  const limits = minSlices === undefined ? {} : { minSlices };
  const config = parseConfig({ archives, dataDir, viewer, limits, models: { dir: PATHS.models }, http: { port: 0 }, logLevel: 'error' }, PATHS.root);
  const running = await startGateway({ config, environment: process.env, log: createLogger({ level: 'error' }), version: 'test' });
  return {
    ...gatewayClient(running.url),
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The HTTP API of a running gateway. */
export function gatewayClient(url: string): Omit<TestGateway, 'stop'> {
  const get = async <T>(path: string) => {
    const answer = await fetch(`${url}${path}`);
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const post = async (request: unknown) => {
    const answer = await fetch(`${url}/api/jobs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
    return { status: answer.status, body: (await answer.json()) as Job & Problem, location: answer.headers.get('location') };
  };
  const ended = async (id: string, onSeen: (job: Job) => void = () => {}) => {
    for (;;) {
      const { body: job } = await get<Job>(`/api/jobs/${id}`);
      onSeen(job);
      if (job.state !== 'queued' && job.state !== 'running') return job;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  return {
    url, get, post, ended,
    async cancel(id) {
      const answer = await fetch(`${url}/api/jobs/${id}`, { method: 'DELETE' });
      return { status: answer.status, body: (await answer.json()) as Job };
    },
    async succeeded(request) {
      const { status, body } = await post(request);
      if (status !== 202) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
      const job = await ended(body.id);
      if (job.state !== 'succeeded') throw new Error(`job ${job.state}: ${JSON.stringify(job)}`);
      return job;
    },
  };
}
