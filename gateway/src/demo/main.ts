/** The demo behind `npm run demo`: an archive with a study, the gateway in front of it, and either the viewer or one headless pass. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseConfig, type Config } from '../config.ts';
import { SOFTWARE } from '../dicom/software.ts';
import { GatewayError, toProblem } from '../errors.ts';
import { createLogger } from '../log.ts';
import { connectArchives } from '../wiring/connect-archives.ts';
import { PATHS } from '../wiring/paths.ts';
import { startGateway, type RunningGateway } from '../wiring/start-gateway.ts';
import { stopSignal } from '../wiring/stop-signal.ts';
import { isSynthetic } from '../dicomweb/synthetic-guard.ts';
import { demoData, mainSeries, type DemoInstance } from './demo-data.ts';
import { startOrthanc } from './local-orthanc.ts';
import { runOnce } from './once.ts';
import { DEMO_HELP, demoOptions, type DemoOptions } from './options.ts';

const DEFAULT_PORT = 8030;
/** Within this, all processes have heard one key press. */
const KEY_PRESS_MS = 500;
const say = (text: string) => void process.stderr.write(`${text}\n`);

type CleanUp = () => Promise<unknown>;

/** Until it is done or stopped; either way nothing is left behind. */
async function main(options: DemoOptions): Promise<void> {
  const signal = stopSignal(new GatewayError('job/cancelled', 'Stopped.'));
  const stopped = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
  const cleanUps: CleanUp[] = [];
  try {
    await Promise.race([stopped, run(options, cleanUps, stopped).catch((error: unknown) => unlessStopped(error, stopped))]);
    if (signal.aborted && options.once) throw signal.reason;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
}

/** A key press reaches the archive, too, and perhaps first; what fails then is no failure of the demo. */
async function unlessStopped(error: unknown, stopped: Promise<void>): Promise<void> {
  await Promise.race([stopped, setTimeout(KEY_PRESS_MS).then(() => Promise.reject(error))]);
}

async function run(options: DemoOptions, cleanUps: CleanUp[], stopped: Promise<void>): Promise<void> {
  const config = await configuration(options, cleanUps);
  const instances = await load(options, config);
  const gateway = await listen(options, config, createLogger({ level: 'warn' }));
  cleanUps.push(() => gateway.stop());
  const { studyUid, seriesUid } = mainSeries(instances);
  if (options.once) return void process.stdout.write(`${JSON.stringify(await runOnce({ url: gateway.url, config, source: { studyUid, seriesUid }, say }))}\n`);
  say(`\n  Open  ${gateway.url}/tumor?StudyInstanceUIDs=${studyUid}\n  (study list: ${gateway.url})\n\n  Research use only. Stop with Ctrl+C.\n`);
  await stopped;
}

async function configuration({ pacsUrl, allowSynthetic, viewerDir, once }: DemoOptions, cleanUps: CleanUp[]): Promise<Config> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-demo-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  let archive: object = { name: 'pacs', url: pacsUrl, allowSynthetic };
  if (pacsUrl === undefined) {
    say('Starting Orthanc ...');
    const orthanc = await startOrthanc();
    cleanUps.push(() => orthanc.stop());
    archive = { name: 'orthanc', url: orthanc.url, server: 'orthanc', allowSynthetic };
  }
  const viewer = viewerDir === undefined || once ? {} : { dir: viewerDir };
  return parseConfig({ archives: [archive], dataDir, models: { dir: PATHS.models }, viewer, http: { port: DEFAULT_PORT }, logLevel: 'warn' }, PATHS.root);
}

async function load({ dataPath }: DemoOptions, config: Config): Promise<readonly DemoInstance[]> {
  say(dataPath === undefined ? 'Computing an abdominal CT phantom ...' : `Reading ${dataPath} ...`);
  const instances = await demoData(dataPath);
  assertLoadable(instances, config);
  const archives = connectArchives(config, process.env);
  const archive = archives.get();
  say(`Loading ${instances.length} images into ${archive.archive.name} ...`);
  for (const studyUid of new Set(instances.map(instance => instance.studyUid)))
    await archive.storeVerified(studyUid, instances.filter(instance => instance.studyUid === studyUid));
  archive.close();
  return instances;
}

/** A phantom, too, is synthetic data. Throws archive/synthetic-not-allowed. */
function assertLoadable(instances: readonly DemoInstance[], { archives: [archive] }: Config): void {
  if (archive?.allowSynthetic !== false || !instances.some(({ bytes }) => isSynthetic(bytes))) return;
  throw new GatewayError('archive/synthetic-not-allowed', 'This is synthetic data, and nothing synthetic is stored in a PACS of yours unless you say so: give a real CT with --data, or add --allow-synthetic, never for a clinical archive.');
}

/** On the port asked for; on the usual one, or a free one where that is taken. */
async function listen({ port, once }: DemoOptions, config: Config, log: ReturnType<typeof createLogger>): Promise<RunningGateway> {
  const on = (wanted: number) => startGateway({ config: { ...config, http: { ...config.http, port: wanted } }, environment: process.env, log, version: SOFTWARE.version });
  if (port !== undefined) return on(port);
  if (once) return on(0);
  try {
    return await on(DEFAULT_PORT);
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') throw error;
    return on(0);
  }
}

try {
  const options = demoOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(`${DEMO_HELP}\n`);
  else await main(options);
} catch (error) {
  const { code, detail } = toProblem(error);
  say(`${code}: ${detail}`);
  if (code === 'internal') say(String((error as Error).stack));
  process.exitCode = 1;
}
// Whatever was under way when it was stopped does not keep it from ending.
process.exit();
