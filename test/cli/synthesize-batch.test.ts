import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWholeFolder } from '../../gateway/src/cli/whole-folder.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const input = () => ['synthesize', '--in', at('ct.nii.gz'), '--mask', at('organ.nii.gz')];
const FILES = ['image.nii.gz', 'label.nii.gz', 'recipe.json'];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-batch-'));
  const { ct, organMask } = organPhantom({ ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.6, 1.8, 4], dimensions: [70, 62, 28] });
  writeFileSync(at('ct.nii.gz'), writeNifti(ct, { gzip: true }));
  writeFileSync(at('organ.nii.gz'), writeNifti(organMask, { gzip: true }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge synthesize --count', () => {
  const batch = (...options: string[]) => runCli([...input(), '--out', at('batch'), '--plan', 'multifocal', '--seed', '70', ...options]);

  it('writes what one run a seed would, on several threads, and lists every lesion', async () => {
    expect(await batch('--count', '3', '--workers', '2')).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(at('batch')).sort()).toEqual(['0001', '0002', '0003', 'manifest.csv', 'manifest.json']);
    expect((await runCli([...input(), '--out', at('alone'), '--plan', 'multifocal', '--seed', '71'])).status).toBe(0);
    for (const file of FILES) expect(Buffer.compare(readFileSync(at('batch', '0002', file)), readFileSync(at('alone', file))), file).toBe(0);
    expect(readFileSync(at('batch', '0001', 'image.nii.gz')).equals(readFileSync(at('batch', '0002', 'image.nii.gz')))).toBe(false);
    const manifest = JSON.parse(readFileSync(at('batch', 'manifest.json'), 'utf8')) as { variants: { seed: number }[]; lesions: { folder: string; radiusMm: number; contrastHu: number }[] };
    expect(manifest.variants.map(({ seed }) => seed)).toEqual([70, 71, 72]);
    const { lesions } = JSON.parse(readFileSync(at('alone', 'recipe.json'), 'utf8')) as { lesions: { radiusMm: number; parameters: { contrastHu: number } }[] };
    expect(manifest.lesions.filter(lesion => lesion.folder === '0002').map(({ radiusMm, contrastHu }) => [radiusMm, contrastHu])).toEqual(lesions.map(({ radiusMm, parameters }) => [radiusMm, parameters.contrastHu]));
    expect(readFileSync(at('batch', 'manifest.csv'), 'utf8').trim().split('\r\n')).toHaveLength(1 + manifest.lesions.length);
  });

  it('goes on where it stopped, and keeps to one request a folder', async () => {
    const kept = readFileSync(at('batch', '0003', 'image.nii.gz'));
    rmSync(at('batch', '0001'), { recursive: true });
    writeFileSync(at('batch', '0003', 'seen'), '');
    expect((await batch('--count', '4', '--workers', '2')).status).toBe(0);
    expect(readdirSync(at('batch')).sort()).toEqual(['0001', '0002', '0003', '0004', 'manifest.csv', 'manifest.json']);
    expect(existsSync(at('batch', '0003', 'seen'))).toBe(true);
    expect(readFileSync(at('batch', '0003', 'image.nii.gz')).equals(kept)).toBe(true);
    expect(await batch('--count', '4', '--parameters', '{"contrastHu":-60}')).toMatchObject({ status: 1, stderr: expect.stringContaining('request/invalid') });
  });

  it('leaves only whole folders behind when it is stopped', async () => {
    const cli = fileURLToPath(new URL('../../gateway/src/cli.ts', import.meta.url));
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const child = spawn(process.execPath, ['--import', tsx, cli, ...input(), '--out', at('stopped'), '--plan', 'mix', '--count', '500', '--workers', '2'], { stdio: 'ignore' });
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    while (!existsSync(at('stopped', '0002'))) await new Promise(resolve => setTimeout(resolve, 50));
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    const left = readdirSync(at('stopped'));
    expect(left.filter(name => !/^\d{4}$/.test(name))).toEqual([]);
    for (const name of left) expect(readdirSync(at('stopped', name)).sort()).toEqual(FILES);
  }, 60_000);
});

describe('writeWholeFolder', () => {
  it('leaves nothing where filling fails, and does not touch what is there', async () => {
    await writeWholeFolder(at('whole'), out => out.write('a', 'one'));
    const failing = writeWholeFolder(at('broken'), async out => {
      await out.write('a', 'one');
      throw new Error('no space');
    });
    await expect(failing).rejects.toThrow('no space');
    expect(readdirSync(folder).filter(name => name.startsWith('broken'))).toEqual([]);
    expect(readFileSync(at('whole', 'a'), 'utf8')).toBe('one');
  });

  it('replaces what it writes in a folder that is there, and nothing else', async () => {
    await writeWholeFolder(at('used'), async out => {
      await out.write('images/1', 'old');
      await out.write('images/2', 'old');
      await out.write('about', 'old');
      await out.write('notes', 'mine');
    });
    const failing = writeWholeFolder(at('used'), async out => {
      await out.write('about', 'half');
      throw new Error('no space');
    });
    await expect(failing).rejects.toThrow('no space');
    expect(readFileSync(at('used', 'about'), 'utf8')).toBe('old');
    const written = await writeWholeFolder(`${at('used')}/`, async out => {
      await out.write('images/1', 'new');
      await out.write('about', 'new');
    });
    expect(written).toEqual(['images/1', 'about']);
    expect(readdirSync(at('used')).sort()).toEqual(['about', 'images', 'notes']);
    expect(readdirSync(at('used', 'images'))).toEqual(['1']);
    expect(['about', 'images/1', 'notes'].map(name => readFileSync(at('used', name), 'utf8'))).toEqual(['new', 'new', 'mine']);
  });

  it('makes a folder that is named with a slash, and refuses a file in its place', async () => {
    await writeWholeFolder(`${at('slash')}/`, out => out.write('a', 'one'));
    expect(readdirSync(at('slash'))).toEqual(['a']);
    await expect(writeWholeFolder(at('slash', 'a'), out => out.write('b', 'two'))).rejects.toMatchObject({ code: 'input/unreadable' });
    expect(readFileSync(at('slash', 'a'), 'utf8')).toBe('one');
  });
});
