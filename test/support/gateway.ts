import { fork, type ForkOptions } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job, JobRequest, Problem } from '@lesion-forge/openapi';
import { parseConfig, type ArchiveConfig } from '../../gateway/src/config.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { spawnEntry } from '../../gateway/src/spawn-entry.ts';
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
  /** Of the gateway, when it has a process of its own. */
  readonly pid?: number;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly archives: readonly (Partial<ArchiveConfig> & { readonly name: string; readonly url: string })[];
  readonly viewerDir?: string;
  readonly minSlices?: number;
  /** In a process of its own, as `lesionforge serve` runs it. */
  readonly ownProcess?: boolean;
  /** That process runs the build, as a user's does, and not the sources, whose translation takes time and memory. Needs `npm run build`. */
  readonly built?: boolean;
  /** More of the configuration, such as `jobs` or `models`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A real gateway on a free loopback port with a database of its own. */
export async function testGateway({ archives, viewerDir, minSlices, ownProcess = false, built = false, config = {} }: TestGatewayOptions): Promise<TestGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-gateway-'));
  const viewer = viewerDir === undefined ? {} : { dir: viewerDir };
  const limits = minSlices === undefined ? {} : { minSlices };
  const input = { archives, dataDir, viewer, limits, models: { dir: PATHS.models }, http: { port: 0 }, logLevel: 'info', ...config };
  const running = ownProcess ? await serveProcess(dataDir, input, built) : await inThisProcess(input);
  return {
    ...gatewayClient(running.url),
    ...(running.pid === undefined ? {} : { pid: running.pid }),
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const BUILT = new URL('../../gateway/bin/lesionforge.mjs', import.meta.url);

interface Running {
  readonly url: string;
  readonly pid?: number;
  stop(): Promise<void>;
}

async function inThisProcess(input: object): Promise<Running> {
  const config = parseConfig(input, PATHS.root);
  return startGateway({ config, environment: process.env, log: createLogger({ level: 'error' }), version: 'test' });
}

/** `lesionforge serve` as a user would start it; `signal` ends it. The address comes from its log. */
export async function serveProcess(folder: string, input: object, built = false): Promise<Running & { kill(signal: NodeJS.Signals): Promise<void> }> {
  const configFile = join(folder, 'config.json');
  writeFileSync(configFile, JSON.stringify(input));
  const [args, options] = [['serve', '--config', configFile], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true } satisfies ForkOptions];
  const child = built ? fork(fileURLToPath(BUILT), args, options) : spawnEntry(new URL('../../gateway/src/cli.ts', import.meta.url), { ...options, args });
  // It has a process group of its own, so a run that is broken off must end it.
  const killWithUs = () => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', killWithUs);
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve(void process.off('exit', killWithUs))));
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const match = /"url":"(http[^"]+)"/.exec(log);
      if (match) resolve(match[1] as string);
    });
    child.once('exit', code => reject(new Error(`the gateway ended with ${code}:\n${log}`)));
  });
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(signal === 'SIGKILL' ? -(child.pid as number) : (child.pid as number), signal);
    await exited;
  };
  return { url, pid: child.pid as number, kill, stop: () => kill('SIGTERM') };
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
