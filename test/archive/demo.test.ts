import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { spawnEntry } from '../../gateway/src/spawn-entry.ts';
import { descendants } from '../support/child-processes.ts';
import { phantomStudy, SMALL_ABDOMEN } from '../support/phantom-study.ts';
import { hasOrthanc, startOrthanc } from './orthanc.ts';

/** The demo behind `npm run demo`, with folders for temporary files of its own. */
function startDemo(temporary: string, args: readonly string[]) {
  const child = spawnEntry(new URL('../../gateway/src/demo/main.ts', import.meta.url), { args, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true, env: { ...process.env, TMPDIR: temporary } });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => void (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => void (output.stderr += chunk.toString()));
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  return { pid: child.pid as number, output, ended };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 50));
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.runIf(hasOrthanc())('the demo', () => {
  let folder: string;
  let temporary: string;
  let dicom: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lesion-forge-demo-test-'));
    temporary = mkdtempSync(join(folder, 'tmp-'));
    dicom = mkdtempSync(join(folder, 'dicom-'));
    const geometry = { ...SMALL_ABDOMEN, dimensions: [96, 96, 30] as const, spacingMm: [4, 4, 10] as const };
    const study = phantomStudy({ key: 'demo', acquired: true, geometry });
    study.files.forEach((bytes, n) => writeFileSync(join(dicom, `${n}.dcm`), bytes));
    // A scout before the series, as scanners make it.
    phantomStudy({ key: 'demo scout', acquired: true, geometry }).files.slice(0, 2).forEach((bytes, n) => writeFileSync(join(dicom, `!scout${n}.dcm`), bytes));
    writeFileSync(join(folder, 'scan.nii.gz'), writeNifti(study.ct));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([['a DICOM folder', () => dicom, 30], ['a NIfTI file', () => join(folder, 'scan.nii.gz'), 30]] as const)('takes %s through one pass and leaves nothing running', async (_what, path, slices) => {
    const demo = startDemo(temporary, ['--data', path(), '--once']);
    expect(await demo.ended, demo.output.stderr).toBe(0);
    const lines = demo.output.stdout.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ ok: true, archive: { segInstances: 1, syntheticImages: slices, syntheticSegs: 1 } });
    expect(readdirSync(temporary).filter(name => name.startsWith('lesion-forge'))).toEqual([]);
  });

  it.each([['when it runs', /Open {2}http/], ['while it starts', /Starting Orthanc/]])('stopped %s, by a key press that every process hears twice, leaves nothing behind', async (_when, sign) => {
    const demo = startDemo(temporary, ['--data', dicom, '--port', '0']);
    await until(() => sign.test(demo.output.stderr));
    const below = descendants(demo.pid).map(({ pid }) => pid);
    process.kill(-demo.pid, 'SIGINT');
    process.kill(demo.pid, 'SIGINT');
    expect(await demo.ended).toBe(0);
    await until(() => !below.some(isAlive));
    expect(readdirSync(temporary).filter(name => name.startsWith('lesion-forge-demo'))).toEqual([]);
  });

  it('says which port is taken, and ends', async () => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const demo = startDemo(temporary, ['--data', dicom, '--port', String(port)]);
    expect(await demo.ended).toBe(1);
    expect(demo.output.stderr).toContain(String(port));
    expect(demo.output.stderr).not.toContain('internal:');
    other.close();
  });

  it('stores no phantom in a PACS that it was only given', async () => {
    const orthanc = await startOrthanc();
    try {
      const demo = startDemo(temporary, ['--pacs', orthanc.url, '--once']);
      expect(await demo.ended).toBe(1);
      expect(demo.output.stderr).toContain('archive/synthetic-not-allowed');
      expect(await (await orthanc.rest('/instances')).json()).toEqual([]);
    } finally {
      await orthanc.stop();
    }
  });
});
