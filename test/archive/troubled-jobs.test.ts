import { copyFileSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobRequest, Readiness } from '@lesion-forge/openapi';
import { waitForChild } from '../support/child-processes.ts';
import { gatewayClient, serveProcess, testGateway, type TestGateway } from '../support/gateway.ts';
import { phantomStudy, SMALL_ABDOMEN } from '../support/phantom-study.ts';
import { writeModel } from '../support/test-model.ts';
import { pointwise } from '../support/test-network.ts';
import { hasOrthanc, startOrthanc, type RunningOrthanc } from './orthanc.ts';
import { startTamperingProxy, type TamperingProxy } from './tampering-proxy.ts';

const SLICES = 30;
const isStore = (req: IncomingMessage) => req.method === 'POST';
const isRetrieval = (req: IncomingMessage) => /\/instances\/[0-9.]+$/.test(req.url ?? '');

/** Outlines whatever is as bright as a liver; small windows, so that there is time to kill something. */
function writeQuickModel(dir: string): void {
  writeModel(dir, [pointwise([0, 0], [10, -4.5], [0, -10])], { name: 'liver-lesion', spacingMm: [4, 4, 4], windowSize: [24, 24, 24] });
}

describe.runIf(hasOrthanc())('a job whose surroundings fail', () => {
  const study = phantomStudy({ key: 'trouble', geometry: { ...SMALL_ABDOMEN, dimensions: [96, 96, SLICES], spacingMm: [4, 4, 10] } });
  const source = { studyUid: study.studyUid, seriesUid: study.seriesUid };
  const models = mkdtempSync(join(tmpdir(), 'lesion-forge-models-'));
  const modelFile = join(models, 'liver-lesion', 'model.onnx');
  let orthanc: RunningOrthanc;
  let proxy: TamperingProxy;
  let gateway: TestGateway;
  let overlap = 0.5;

  beforeAll(async () => {
    writeQuickModel(models);
    orthanc = await startOrthanc();
    await orthanc.upload(study.files);
    proxy = await startTamperingProxy(orthanc.url);
    const limits = { attempts: 2, idleTimeoutMs: 1_500, totalTimeoutMs: 20_000 };
    gateway = await testGateway({
      archives: [{ name: 'pacs', url: proxy.url, server: 'orthanc', allowSynthetic: true, ...limits }],
      ownProcess: true,
      config: { models: { dir: models }, jobs: { maxAttempts: 2 } },
    });
  });
  afterEach(() => proxy.tamper(undefined));
  afterAll(async () => {
    await gateway?.stop();
    await proxy?.stop();
    await orthanc?.stop();
    await rm(models, { recursive: true, force: true });
  });

  const instances = async () => ((await (await orthanc.rest('/instances')).json()) as unknown[]).length;
  /** Another overlap makes another job. */
  const segment = (): JobRequest => ({ task: 'segment', source, overlap: (overlap += 0.001) });
  /** Thousands of windows: seconds in which something can die. */
  const segmentForLong = (): JobRequest => ({ task: 'segment', source, overlap: 0.25 + (overlap += 0.001) });
  const runs = async (request: JobRequest, onSeen?: (job: Job) => void) => {
    const { status, body } = await gateway.post(request);
    expect(status).toBe(202);
    return gateway.ended(body.id, onSeen);
  };
  const expectFailed = async (job: Job, code: string, objects: number) => {
    expect(job).toMatchObject({ state: 'failed', problem: { code, detail: expect.stringMatching(/\.$/) as string } });
    expect(await instances()).toBe(objects);
    expect((await gateway.get('/api/health')).status).toBe(200);
  };

  it.each<[string, (req: IncomingMessage) => boolean, number, string]>([
    ['refuses a retrieval', isRetrieval, 403, 'archive/unauthorised'],
    ['is busy', isRetrieval, 503, 'archive/failing'],
    ['refuses the account that stores', isStore, 403, 'archive/unauthorised'],
    ['refuses the kind of object', isStore, 415, 'archive/store-refused'],
    ['is full', isStore, 507, 'archive/failing'],
  ])('archive %s', async (_what, matches, status, code) => {
    const before = await instances();
    proxy.tamper((req, res) => matches(req) && (res.writeHead(status).end(), true));
    await expectFailed(await runs(segment()), code, before);
  });

  it('archive too slow', async () => {
    const before = await instances();
    proxy.tamper(req => isRetrieval(req));
    await expectFailed(await runs(segment()), 'archive/timeout', before);
  });

  it('archive sends half an instance', async () => {
    const before = await instances();
    proxy.tamper((req, res) => {
      if (!isRetrieval(req)) return false;
      const half = study.files[3]!.subarray(0, 9_000);
      res.writeHead(200, { 'content-type': 'multipart/related; type="application/dicom"; boundary="b"' });
      res.end(Buffer.concat([Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'), half, Buffer.from('\r\n--b--\r\n')]));
      return true;
    });
    const job = await runs(segment());
    expect(job.state === 'failed' && job.problem.code).toMatch(/^(archive\/bad-response|pixels\/length|dicom\/unreadable)$/);
    expect(await instances()).toBe(before);
  });

  it('archive down in the middle of the retrieval, and back: the job goes on by itself', async () => {
    const before = await instances();
    let asked = 0;
    proxy.tamper((req, res) => isRetrieval(req) && ++asked > 10 && (res.destroy(), true));
    const job = await runs(segment(), ({ state }) => {
      // The first try has failed and the job waits for its next one.
      if (asked > 10 && state === 'queued') proxy.tamper(undefined);
    });
    expect(job).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(await instances()).toBe(before + 1);
  });

  it('archive down in the middle of a store, for good: nothing or one object is left, and the same job completes it', async () => {
    const before = await instances();
    const request: JobRequest = { task: 'synthesize', source, radiusMm: 10, seed: 3 };
    let stores = 0;
    proxy.tamper((req, res) => isStore(req) && ++stores > 1 && (res.destroy(), true));
    const failed = await runs(request);
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'archive/unreachable', context: { stored: 1, of: SLICES } } });
    expect(await instances()).toBe(before + 1);
    proxy.tamper(undefined);
    expect(await runs(request)).toMatchObject({ id: failed.id, state: 'succeeded' });
    expect(await instances()).toBe(before + SLICES + 1);
  });

  it.each(['task-process', 'inference/worker'])('%s killed once: the job is run again', async entry => {
    const before = await instances();
    let killed: Promise<void> | undefined;
    const job = await runs(segmentForLong(), seen => {
      if (seen.state === 'running' && seen.progress.stage === 'infer') killed ??= waitForChild(gateway.pid!, entry).then(pid => void process.kill(pid, 'SIGKILL'));
    });
    expect(killed).toBeDefined();
    expect(job).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(await instances()).toBe(before + 1);
  });

  it('a task process that dies each time: the job is given up, the gateway is not', async () => {
    const before = await instances();
    const seen: number[] = [];
    const job = await runs(segment(), ({ state, attempt }) => {
      if (state !== 'running' || seen.length >= attempt) return;
      seen.push(0);
      void waitForChild(gateway.pid!, 'task-process', seen).then(pid => process.kill(seen[attempt - 1] = pid, 'SIGKILL'));
    });
    await expectFailed(job, 'job/poisoned', before);
    expect(await runs(segment())).toMatchObject({ state: 'succeeded' });
  });

  it('a model file altered while the gateway runs: the job says so, readiness says so, and its return heals both', async () => {
    const before = await instances();
    const good = `${modelFile}.good`;
    copyFileSync(modelFile, good);
    const bytes = readFileSync(modelFile);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(modelFile, bytes);
    try {
      await expectFailed(await runs(segment()), 'model/altered', before);
      await new Promise(resolve => setTimeout(resolve, 5_100));
      const { status, body } = await gateway.get<Readiness>('/api/ready');
      expect([status, body.checks.find(({ name }) => name === 'model liver-lesion')?.ok]).toEqual([503, false]);
    } finally {
      renameSync(good, modelFile);
    }
    expect(await runs(segment())).toMatchObject({ state: 'succeeded' });
  });

  it('a model replaced by another while the gateway runs: its jobs are refused, not run with the wrong network', async () => {
    const before = await instances();
    writeModel(models, [pointwise([0, 0], [10, -5], [0, -10])], { name: 'liver-lesion', spacingMm: [4, 4, 4], windowSize: [24, 24, 24] });
    try {
      await expectFailed(await runs(segment()), 'model/altered', before);
    } finally {
      writeQuickModel(models);
    }
  });

  it('a gateway stopped by a key press that all its processes hear: the job is given back, however often, and none is blamed', async () => {
    const before = await instances();
    const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-stopped-'));
    const config = { archives: [{ name: 'pacs', url: proxy.url, server: 'orthanc', allowSynthetic: true }], dataDir, models: { dir: models }, http: { port: 0 }, jobs: { maxAttempts: 1 } };
    const request = segmentForLong();
    let id = '';
    for (let press = 1; press <= 2; press++) {
      const running = await serveProcess(dataDir, config);
      const client = gatewayClient(running.url);
      id = (await client.post(request)).body.id;
      for (;;) {
        const { body: job } = await client.get<{ state: string; progress?: { stage: string } }>(`/api/jobs/${id}`);
        expect(job).not.toHaveProperty('problem');
        if (job.progress?.stage === 'infer') break;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      process.kill(-running.pid!, 'SIGINT');
      await running.stop();
    }
    const last = await serveProcess(dataDir, config);
    try {
      expect(await gatewayClient(last.url).ended(id)).toMatchObject({ state: 'succeeded', attempt: 3 });
      expect(await instances()).toBe(before + 1);
    } finally {
      await last.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
