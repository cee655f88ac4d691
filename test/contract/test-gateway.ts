import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobRequest, SegmentRequest } from '@lesion-forge/openapi';
import { createApp, type AppDependencies } from '../../gateway/src/app.ts';
import { GatewayError } from '../../gateway/src/errors.ts';
import { jobKey } from '../../gateway/src/jobs/job-key.ts';
import type { JobStore } from '../../gateway/src/jobs/job-store.ts';
import { openJobStore } from '../../gateway/src/jobs/open-job-store.ts';
import type { Task, TaskContext } from '../../gateway/src/jobs/task.ts';
import { startWorker } from '../../gateway/src/jobs/worker.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { emptyResult } from '../conformance/job-samples.ts';
import { temporaryDataDir } from '../support/empty-database.ts';
import { CONTRACT_FILE } from './contract-document.ts';

export interface TestGateway {
  readonly url: string;
  readonly store: JobStore;
  /** Every line the gateway logged. */
  readonly log: string[];
  /** Listeners of job changes that are left. */
  listeners(): number;
  stop(): Promise<void>;
}

/** A real store, a real worker and the real app; the tasks count instead of segmenting. Answers are held to the contract. */
export async function startGateway(overrides: Partial<AppDependencies> = {}): Promise<TestGateway> {
  const { dataDir, remove } = await temporaryDataDir();
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: line => void lines.push(line) } });
  const store = openJobStore({ dataDir, maxQueued: 1_000, maxAttempts: 2, log });
  await store.start();
  const stop = new AbortController();
  const worker = startWorker(store, new Map([['segment', countingTask]]), { signal: stop.signal, concurrency: 2, log });
  const { watched, listeners } = countListeners(store);
  const { url, close } = await serveApp({ log, store: watched, submit: request => store.submit(keyOf(request), request), ...overrides });
  return {
    url, store, log: lines, listeners,
    async stop() {
      stop.abort();
      await worker.done;
      await close();
      await store.stop();
      await remove();
    },
  };
}

/** The real app over what is given, and a small catalogue. Answers are held to the contract. */
export async function serveApp(dependencies: Partial<AppDependencies>): Promise<{ readonly url: string; close(): Promise<void> }> {
  const http = { bodyLimitBytes: 10_000, allowedHosts: [] };
  const app = createApp({ ...catalogue, ...noJobs, version: '0.1.0', log: createLogger({ level: 'silent' }), contractFile: CONTRACT_FILE, http, validateResponses: true, ...dependencies });
  const server = createServer(app);
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const unavailable = () => Promise.reject(new GatewayError('job/store-unavailable', 'This gateway was started without a job store.'));
const noJobs = { submit: unavailable, surveyMask: unavailable, store: { get: unavailable, list: unavailable, cancel: unavailable, onChange: () => () => undefined } };

/** Counts to ten; the source's phase says how long a step takes, or what goes wrong. */
const countingTask: Task<SegmentRequest, unknown> = {
  name: 'segment',
  stages: ['count'],
  async run({ source }: SegmentRequest, { signal, report }: TaskContext) {
    if (source.phase === 'broken') throw new GatewayError('series/not-ct', 'The series is MR; choose a CT series.', { context: { modality: 'MR' } });
    for (let n = 1; n <= 10; n++) {
      report('count', n / 10);
      await sleep(Number(source.phase ?? 1), undefined, { signal });
    }
    return emptyResult;
  },
};

function keyOf(request: JobRequest): string {
  const { task, source, ...parameters } = request;
  const { studyUid, seriesUid, archive = 'main', phase } = source;
  return jobKey({ task, archive, studyUid, seriesUid, engine: 'counting', parameters: { ...parameters, phase } });
}

function countListeners(store: JobStore): { watched: Pick<JobStore, 'get' | 'list' | 'cancel' | 'onChange'>; listeners(): number } {
  let listeners = 0;
  const onChange: JobStore['onChange'] = listener => {
    listeners++;
    const off = store.onChange(listener);
    return () => {
      listeners--;
      off();
    };
  };
  return { watched: { get: id => store.get(id), list: filter => store.list(filter), cancel: id => store.cancel(id), onChange }, listeners: () => listeners };
}

const segment = (value: number, name: string) => ({
  value, name, label: name, category: { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' }, type: { value: '10200004', scheme: 'SCT', meaning: 'Liver' }, colour: [221, 130, 101] as [number, number, number],
});

const catalogue = {
  readiness: () => Promise.resolve({ ready: true, checks: [{ name: 'store', ok: true }] }),
  models: () => [{ name: 'liver-lesion', version: '1', title: 'Liver', description: '', licence: 'Apache-2.0', task: 'lesion-segmentation' as const, digest: 'a'.repeat(64), isDefault: true, segments: [segment(1, 'liver')] }],
  generators: () => [{ name: 'hand-crafted', title: 'Hand-crafted', description: '', version: '1', isDefault: true, parameters: { type: 'object' } }],
  organs: () => [{ name: 'liver', label: 'Liver', segment: segment(1, 'liver'), lesion: segment(2, 'liver-lesion'), radiusMm: [4, 40] as [number, number], kinds: [{ name: 'primary', label: 'Primary tumour', radiusMm: [4, 40] as [number, number] }] as [{ name: string; label: string; radiusMm: [number, number] }] }],
  archives: () => [{ name: 'main', isDefault: true, allowSynthetic: true, dicomWebRoot: '/dicom-web/main' }],
  previewStudy(archive: string, studyUid: string) {
    if (archive !== 'main') throw new GatewayError('archive/unknown', `No archive is called ${archive}; GET /api/archives lists them.`);
    return Promise.resolve({ studyUid, series: [{ seriesUid: '1.2.3', modality: 'CT', instanceCount: 40, synthetic: false, eligible: true }] });
  },
  previewSeries: (_archive: string, _studyUid: string, seriesUid: string) =>
    Promise.reject(new GatewayError('series/not-found', 'The archive has no such series; reload the study.', { context: { seriesUid } })),
};
