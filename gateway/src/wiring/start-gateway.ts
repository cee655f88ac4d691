import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Archive } from '@lesion-forge/openapi';
import { ORGANS } from '../anatomy/organs/index.ts';
import { createApp, PROXY_ROOT, type AppDependencies } from '../app.ts';
import type { Config } from '../config.ts';
import { createDicomWebProxy } from '../dicomweb/proxy.ts';
import { GatewayError } from '../errors.ts';
import { openJobStore } from '../jobs/open-job-store.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { startWorker } from '../jobs/worker.ts';
import type { Logger } from '../log.ts';
import { spawnEntry } from '../spawn-entry.ts';
import { offered } from '../synthesis/offered.ts';
import type { Generator } from '../synthesis/generator.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { SurveyStore } from '../tasks/survey-store.ts';
import { TaskProcessPool } from '../tasks/task-process-pool.ts';
import type { Archives } from '../tasks/archives.ts';
import { archiveCheck } from './archive-checks.ts';
import { donorsOf } from './donors-of.ts';
import { connectArchives } from './connect-archives.ts';
import { generatorEntry, generatorModelEntry, modelEntry, organEntry } from './catalogue.ts';
import { defaultModelCheck } from './default-model-check.ts';
import { modelCatalogue, type ModelCatalogue } from './model-catalogue.ts';
import type { ModelDigests } from './model-loader.ts';
import { describeNetwork } from './network-library.ts';
import { PATHS } from './paths.ts';
import { previewSeries, previewStudy } from './preview.ts';
import { readiness } from './readiness.ts';
import { secretFrom, type Environment } from './secrets.ts';
import { submitter } from './submit.ts';
import { loadViewer } from './viewer.ts';
import { warmUp } from './warm-up.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Logger;
  readonly version: string;
}

export interface RunningGateway {
  readonly url: string;
  /** Stops taking requests, gives running jobs back to the queue, closes the database. */
  stop(): Promise<void>;
}

/** Environment variables in which a task process finds the gateway's configuration, and the digests of the models it knows. */
const TASK_CONFIG_ENV = 'LESION_FORGE_TASK_CONFIG';
const TASK_MODELS_ENV = 'LESION_FORGE_TASK_MODELS';

/** Makes the C library give large blocks, such as voxels, back to the system when they are freed instead of keeping them for later. Known to glibc only. */
const RETURN_MEMORY = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' } as const;

/** Builds everything from the configuration and listens. Throws config/invalid, model/*, job/store-locked. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, environment, log } = options;
  const archives = connectArchives(config, environment);
  const models = await modelCatalogue(config);
  const generators = await offered(GENERATORS, { networks: { list: async () => models.networks.map(describeNetwork) }, donors: donorsOf(config) });
  const store = openStore(options);
  await store.start();
  const stopping = new AbortController();
  const processes = taskProcesses(options, models);
  const tasks = new Map(['segment', 'synthesize', 'survey'].map(name => [name, processes.task(name)]));
  const worker = startWorker(store, tasks, { signal: stopping.signal, concurrency: config.jobs.concurrency, log });
  const proxy = createDicomWebProxy({ archives: config.archives, resolveSecret: name => secretFrom(environment, name) });
  const end = async () => {
    stopping.abort();
    await worker.done;
    processes.stop();
    proxy.close();
    archives.all.forEach(client => client.close());
    await store.stop();
  };
  try {
    const dependencies = appDependencies(options, { archives, models, generators, store });
    const app = createApp({ ...dependencies, proxy: (request, response) => void proxy.handle(request, response) });
    const server = await listen(createServer(app), config.http);
    const url = addressOf(server, config.http.host);
    await warmUp(url, dependencies.http.bearerToken);
    log.info('listening', { url });
    return { url, stop: () => (server.close(), server.closeAllConnections(), end()) };
  } catch (error) {
    await end();
    throw error;
  }
}

function openStore({ config, environment, log }: GatewayOptions): JobStore {
  const { postgresUrlEnv, maxQueued, maxAttempts } = config.jobs;
  const postgres = postgresUrlEnv === undefined ? {} : { postgresUrl: secretFrom(environment, postgresUrlEnv) };
  return openJobStore({ dataDir: config.dataDir, maxQueued, maxAttempts, log, ...postgres });
}

function taskProcesses({ config, environment }: GatewayOptions, models: ModelCatalogue): TaskProcessPool {
  const digests = Object.fromEntries([...models.all.map(({ name, sha256 }) => [name, sha256]), ...models.networks.map(({ manifest, digest }) => [manifest.name, digest])]) as ModelDigests;
  const env = { ...RETURN_MEMORY, ...environment, [TASK_CONFIG_ENV]: JSON.stringify(config), [TASK_MODELS_ENV]: JSON.stringify(digests) };
  return new TaskProcessPool(config.jobs.concurrency, { spawn: () => spawnEntry(new URL('../task-process.ts', import.meta.url), { env, execArgv: ['--expose-gc'] }) });
}

interface Parts {
  readonly archives: Archives;
  readonly models: ModelCatalogue;
  /** Those that can run here. */
  readonly generators: readonly Generator[];
  readonly store: JobStore;
}

function appDependencies({ config, environment, log, version }: GatewayOptions, { archives, models, generators, store }: Parts): AppDependencies {
  const { limits } = config;
  const entries = archiveEntries(config);
  const surveys = new SurveyStore(config.dataDir);
  const { bodyLimitBytes, allowedHosts, bearerTokenEnv } = config.http;
  const checks = [
    { name: 'job database', remedy: 'Check the disk and the database.', run: async () => `answers; ${(await store.list({ limit: 1, offset: 0 })).length === 0 ? 'no jobs yet' : 'has jobs'}` },
    defaultModelCheck(config),
    ...archives.all.map(archiveCheck),
  ];
  return {
    version, log, store,
    contractFile: PATHS.contract,
    http: { bodyLimitBytes, allowedHosts, bearerToken: bearerTokenEnv === undefined ? undefined : secretFrom(environment, bearerTokenEnv) },
    submit: submitter({ store, archives, model: models.get, surveys, networks: models.networks.map(describeNetwork) }),
    surveyMask: jobId => surveys.deflatedBits(jobId),
    readiness: readiness(checks),
    models: () => [...models.all.map(manifest => modelEntry(manifest, config.models.default)), ...models.networks.map(generatorModelEntry)],
    generators: () => generators.map(generatorEntry),
    organs: () => ORGANS.map(organEntry),
    archives: () => entries,
    previewStudy: (archive, studyUid) => previewStudy(archives.get(archive), studyUid, limits.minSlices),
    previewSeries: (archive, studyUid, seriesUid) => previewSeries(archives.get(archive), { studyUid, seriesUid }, limits),
    pluginsDir: PATHS.plugins,
    viewer: config.viewer.dir === undefined || entries.length === 0 ? undefined : loadViewer(config.viewer.dir, entries),
  };
}

const archiveEntries = (config: Config): readonly Archive[] =>
  config.archives.map(({ name, allowSynthetic }, position) => ({ name, allowSynthetic, isDefault: position === 0, dicomWebRoot: `${PROXY_ROOT}/${name}` }));

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(new GatewayError('config/invalid', `The gateway cannot listen on ${host}, port ${port} (${cause.code}); choose another port or address.`, { cause })));
    server.listen(port, host, () => resolve(server));
  });
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
