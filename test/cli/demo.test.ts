import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOrthanc } from '../archive/orthanc.ts';
import { phantomStudy } from '../support/phantom-study.ts';

const DEMO = fileURLToPath(new URL('../../gateway/src/demo/main.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The demo behind `npm run demo`, without its set-up; all its temporary files and children stay in `folder`'s process group. */
function demo(folder: string, args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string; group: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TSX, DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, TMPDIR: folder } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', status => resolve({ status, stdout, stderr, group: child.pid as number }));
  });
}

/** What is left of a process group a moment after its leader ended: children may take a moment to notice. */
async function survivors(group: number): Promise<string> {
  for (let tries = 0; ; tries++) {
    const left = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(pid => statOf(pid)).filter(stat => stat.group === group && stat.state !== 'Z');
    if (left.length === 0 || tries === 20) return left.map(({ name }) => name).join(', ');
    await sleep(100);
  }
}

/** Name, state and process group of a process (proc(5)); nothing of one that is gone. */
function statOf(pid: string): { name: string; state: string; group: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), state, group: Number(group) };
  } catch {
    return { name: '', state: '', group: -1 };
  }
}

describe.runIf(hasOrthanc())('the demo, headless', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lesion-forge-once-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('segments and synthesizes a user\'s data, finds both in the archive, says so in one line, and leaves nothing behind', async () => {
    const data = mkdtempSync(join(tmpdir(), 'lesion-forge-data-'));
    phantomStudy({ seed: 1 }).files.forEach((bytes, n) => writeFileSync(join(data, `${n}.dcm`), bytes));
    const { status, stdout, stderr, group } = await demo(folder, ['--once', '--data', data]).finally(() => rmSync(data, { recursive: true }));
    expect([status, stderr.includes('synthesize: store')]).toEqual([0, true]);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      segment: { organs: [{ name: 'liver' }] },
      synthesize: { slices: 60, lesions: [{ index: 1 }] },
      archive: { segInstances: 1, syntheticImages: 60, syntheticSegs: 1 },
    });
    expect(await survivors(group)).toBe('');
    expect(readdirSync(folder).filter(name => name.startsWith('lesion-forge'))).toEqual([]);
  });

  it('says what is wrong with its data and leaves nothing behind', async () => {
    const { status, stdout, stderr, group } = await demo(folder, ['--once', '--data', join(folder, 'nowhere')]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('input/not-found');
    expect(await survivors(group)).toBe('');
    expect(readdirSync(folder).filter(name => name.startsWith('lesion-forge'))).toEqual([]);
  });
});
