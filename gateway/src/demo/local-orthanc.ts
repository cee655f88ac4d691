import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';

export interface OrthancOptions {
  /** Requires these credentials. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** `OverwriteInstances`: a store of a known UID replaces the object. Default false. */
  readonly allowOverwrite?: boolean;
  /** Seconds until a study counts as stable. */
  readonly stableAge?: number;
  /** host:port put into BulkDataURI; default its own. */
  readonly publicHost?: string;
  /** A folder to keep between starts; default a temporary one, removed by `stop`. */
  readonly storageDir?: string;
  /** Default a free one. */
  readonly port?: number;
}

export interface RunningOrthanc {
  /** DICOMweb root. */
  readonly url: string;
  /** Root of its own REST API. */
  readonly restUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Its own API, with credentials. */
  rest(path: string, init?: RequestInit): Promise<Response>;
  /** Loads DICOM files through its own API. */
  upload(files: Iterable<Uint8Array>): Promise<void>;
  /** What it has written to its log. */
  log(): string;
  /** SIGKILL, keeping the folder: for tests of an archive that dies. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const PROGRAMS = ['/usr/sbin/Orthanc', '/usr/local/sbin/Orthanc', '/usr/bin/Orthanc'];
const START_TIMEOUT_MS = 30_000;

const program = () => PROGRAMS.find(path => existsSync(path));

/** The plugin as Debian's package list names it. */
function dicomWebPlugin(): string | undefined {
  const listed = spawnSync('dpkg', ['-L', 'orthanc-dicomweb'], { encoding: 'utf8' }).stdout ?? '';
  return listed.split('\n').find(path => path.endsWith('/libOrthancDicomWeb.so'));
}

/** Orthanc and its DICOMweb plugin are installed. */
export const orthancInstalled = (): boolean => program() !== undefined && dicomWebPlugin() !== undefined;

/**
 * Starts an Orthanc of our own: own folder, own port, no DICOM port, never the system service. This version binds every interface
 * whatever it is told, but refuses peers other than this machine.
 */
export async function startOrthanc(options: OrthancOptions = {}): Promise<RunningOrthanc> {
  if (!orthancInstalled()) throw new GatewayError('input/not-found', 'Orthanc is not installed. Install it with: sudo apt-get install orthanc orthanc-dicomweb');
  const folder = mkdtempSync(join(tmpdir(), 'lesion-forge-orthanc-'));
  const port = options.port ?? (await freePort());
  const configFile = join(folder, 'orthanc.json');
  const logFile = join(folder, 'orthanc.log');
  writeFileSync(configFile, JSON.stringify(configuration(options, { port, storage: options.storageDir ?? join(folder, 'db') })));
  const child = spawn(program() as string, [`--logfile=${logFile}`, configFile], { stdio: 'ignore' });
  // A run that is broken off leaves no server behind.
  const killWithUs = () => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve(void process.off('exit', killWithUs))));
  const running = describeRunning({ options, port, child, exited, folder, logFile });
  await waitUntilReady(running, child);
  return running;
}

function configuration(options: OrthancOptions, { port, storage }: { port: number; storage: string }): object {
  const { auth } = options;
  return {
    Name: 'LESIONFORGE',
    StorageDirectory: storage,
    IndexDirectory: storage,
    RemoteAccessAllowed: false,
    HttpBindAddresses: ['127.0.0.1'],
    AuthenticationEnabled: auth !== undefined,
    ...(auth === undefined ? {} : { RegisteredUsers: { [auth.user]: auth.password } }),
    HttpPort: port,
    DicomServerEnabled: false,
    HttpCompressionEnabled: false,
    OverwriteInstances: options.allowOverwrite ?? false,
    StableAge: options.stableAge ?? 1,
    Plugins: [dicomWebPlugin()],
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: true, WadoRoot: '/wado', Host: options.publicHost ?? `127.0.0.1:${port}`, StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
}

interface Parts {
  readonly options: OrthancOptions;
  readonly port: number;
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  readonly folder: string;
  readonly logFile: string;
}

function describeRunning({ options, port, child, exited, folder, logFile }: Parts): RunningOrthanc {
  const restUrl = `http://127.0.0.1:${port}`;
  const authorization = options.auth && `Basic ${Buffer.from(`${options.auth.user}:${options.auth.password}`).toString('base64')}`;
  const rest = (path: string, init: RequestInit = {}) => fetch(`${restUrl}${path}`, { ...init, headers: authorization ? { authorization } : {} });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    url: `${restUrl}/dicom-web`,
    restUrl,
    port,
    pid: child.pid as number,
    rest,
    async upload(files) {
      for (const file of files) {
        const answer = await rest('/instances', { method: 'POST', body: new Uint8Array(file) });
        if (!answer.ok) throw new Error(`Orthanc refuses a file: ${answer.status} ${await answer.text()}`);
        await answer.arrayBuffer();
      }
    },
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    kill: () => end('SIGKILL'),
    async stop() {
      // It saves its state on SIGTERM, which no test needs.
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(running: RunningOrthanc, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < giveUpAt && child.exitCode === null) {
    const answer = await running.rest('/dicom-web/studies?limit=1').catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await sleep(50);
  }
  const log = running.log();
  await running.stop();
  throw new Error(`Orthanc did not start:\n${log}`);
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
