/** The demo behind `npm run demo`: an archive with a study, the gateway in front of it, and either the viewer or one headless pass. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type Config } from '../config.ts';
import { SOFTWARE } from '../dicom/software.ts';
import { toProblem } from '../errors.ts';
import { createLogger } from '../log.ts';
import { connectArchives } from '../wiring/connect-archives.ts';
import { PATHS } from '../wiring/paths.ts';
import { startGateway, type RunningGateway } from '../wiring/start-gateway.ts';
import { demoData, type DemoInstance } from './demo-data.ts';
import { startOrthanc } from './local-orthanc.ts';
import { runOnce } from './once.ts';
import { DEMO_HELP, demoOptions, type DemoOptions } from './options.ts';

const DEFAULT_PORT = 8030;
const say = (text: string) => void process.stderr.write(`${text}\n`);

type CleanUp = () => Promise<unknown>;

async function main(options: DemoOptions): Promise<void> {
  const cleanUps: CleanUp[] = [];
  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    const config = await configuration(options, cleanUps);
    const instances = await load(options, config);
    const log = createLogger({ level: 'warn' });
    const gateway = await listen({ ...options }, config, log);
    cleanUps.push(() => gateway.stop());
    const ct = instances.find(({ modality }) => modality === 'CT') ?? (instances[0] as DemoInstance);
    if (options.once) process.stdout.write(`${JSON.stringify(await runOnce({ url: gateway.url, config, source: { studyUid: ct.studyUid, seriesUid: ct.seriesUid }, say }))}\n`);
    else {
      say(`\n  Open  ${gateway.url}/tumor?StudyInstanceUIDs=${ct.studyUid}\n  (study list: ${gateway.url})\n\n  Research use only. Stop with Ctrl+C.\n`);
      await stopped;
    }
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
}

async function configuration({ pacsUrl, allowSynthetic, viewerDir, once }: DemoOptions, cleanUps: CleanUp[]): Promise<Config> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lesion-forge-demo-'));
  cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
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
  const archives = connectArchives(config, process.env);
  const archive = archives.get();
  say(`Loading ${instances.length} images into ${archive.archive.name} ...`);
  for (const studyUid of new Set(instances.map(instance => instance.studyUid)))
    await archive.storeVerified(studyUid, instances.filter(instance => instance.studyUid === studyUid));
  archive.close();
  return instances;
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
