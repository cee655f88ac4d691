import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { requirement } from './requirement.ts';

export interface TestPostgres {
  readonly url: string;
  stop(): void;
}

const BINARIES = '/usr/lib/postgresql';

/**
 * A PostgreSQL to test against: the one LESION_FORGE_TEST_POSTGRES names, else a temporary cluster of the installed Debian
 * package, made in a temporary directory and thrown away. Undefined, with the reason printed, when there is neither; under CI an error.
 */
export async function startPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env['LESION_FORGE_TEST_POSTGRES'];
  if (given && requirement(await answers(given), `PostgreSQL at LESION_FORGE_TEST_POSTGRES does not answer`)) return { url: given, stop: () => undefined };
  const bin = installed();
  if (!requirement(bin !== undefined, 'PostgreSQL is not installed (apt-get install postgresql): job store on PostgreSQL')) return undefined;
  return temporaryCluster(bin as string);
}

async function answers(url: string): Promise<boolean> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 2_000 });
  const ok = await pool.query('SELECT 1').then(() => true, () => false);
  await pool.end();
  return ok;
}

function installed(): string | undefined {
  if (!existsSync(BINARIES)) return undefined;
  const versions = readdirSync(BINARIES).sort((a, b) => Number(b) - Number(a));
  return versions.map(version => join(BINARIES, version, 'bin')).find(path => existsSync(join(path, 'initdb')));
}

/** PostgreSQL refuses to run as root, so root hands it to the package's own user. */
async function temporaryCluster(bin: string): Promise<TestPostgres> {
  const root = mkdtempSync(join(tmpdir(), 'lesion-forge-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(root, Number(execFileSync('id', ['-u', 'postgres'])), Number(execFileSync('id', ['-g', 'postgres'])));
  const run = (program: string, ...args: string[]) => {
    const command = asRoot ? ['runuser', '-u', 'postgres', '--', join(bin, program), ...args] : [join(bin, program), ...args];
    const done = spawnSync(command[0] as string, command.slice(1), { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr}`);
  };
  const port = await freePort();
  const data = join(root, 'data');
  run('initdb', '--no-sync', '--auth=trust', '--username=test', '--encoding=UTF8', '-D', data);
  run('pg_ctl', '-w', '-D', data, '-l', join(root, 'log'), '-o', `-p ${port} -k ${root} -c listen_addresses=127.0.0.1`, 'start');
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    stop() {
      run('pg_ctl', '-w', '-m', 'immediate', '-D', data, 'stop');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
