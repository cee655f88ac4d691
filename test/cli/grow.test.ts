import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandResult, Values } from '../../gateway/src/cli/command.ts';
import { COMMANDS } from '../../gateway/src/cli/index.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { donorPhantom } from '../phantoms/donor-phantom.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';

const geometry = { ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.6, 1.8, 4] as const, dimensions: [70, 62, 28] as const };
const phantom = organPhantom(geometry, { vessels: false });

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const lesionVoxels = (...path: string[]) => readNiftiLabelmap(readFileSync(at(...path))).voxels.map(value => (value === 2 ? 1 : 0));

function run(name: string, values: Values): Promise<CommandResult> {
  const context = { environment: {}, log: createLogger({ level: 'silent' }), version: 'test', signal: new AbortController().signal, progress: () => undefined };
  return COMMANDS.find(command => command.name === name)!.run({ ...context, values: { in: at('ct.nii'), mask: at('organ.nii'), 'centre-mm': phantom.deepLps.join(','), ...values } });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-grow-'));
  writeFileSync(at('ct.nii'), writeNifti(phantom.ct));
  writeFileSync(at('organ.nii'), writeNifti(phantom.organMask));
  const { ct, lesionMask, organMask } = donorPhantom();
  mkdirSync(at('donors', 'ward-7'), { recursive: true });
  writeFileSync(at('donors', 'ward-7', 'image.nii.gz'), writeNifti(ct, { gzip: true }));
  writeFileSync(at('donors', 'ward-7', 'label.nii.gz'), writeNifti(makeVolume(ct.geometry, organMask!.voxels.map((v, n) => (lesionMask.voxels[n] ? 2 : v))), { gzip: true }));
  writeFileSync(at('donors', 'ward-7', 'donor.json'), '{"source": "ward 7", "licence": "CC BY 4.0"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('grow', () => {
  it('writes a folder for each day, whose volumes double in time and whose labels lie inside one another', async () => {
    await run('grow', { out: at('series'), days: '0,90,180', 'radius-mm': '6', 'doubling-days': '90', seed: '4' });
    const { generator, times } = JSON.parse(readFileSync(at('series', 'growth.json'), 'utf8')) as { generator: string; times: { folder: string; volumeMl: number }[] };
    expect(generator).toBe('automaton');
    expect(times.map(time => time.folder)).toEqual(['day-0000', 'day-0090', 'day-0180']);
    for (const [n, { volumeMl }] of times.entries()) expect(Math.abs(volumeMl / (((4 / 3) * Math.PI * 0.216) * 2 ** n) - 1)).toBeLessThan(0.08);
    const [first, second, third] = times.map(time => lesionVoxels('series', time.folder, 'label.nii.gz')) as [Uint8Array, Uint8Array, Uint8Array];
    expect(first.every((v, n) => v <= second[n]!) && second.every((v, n) => v <= third[n]!)).toBe(true);
    expect(readdirSync(at('series', 'day-0090')).sort()).toEqual(['image.nii.gz', 'label.nii.gz', 'recipe.json']);
  });

  it.each<[string, Values]>([
    ['neither days nor radii', {}],
    ['both', { days: '0,1', 'radii-mm': '4,5' }],
    ['days that are no numbers', { days: '0,soon' }],
    ['a doubling time of nothing', { days: '0,1', 'doubling-days': '0' }],
    ['half a donor', { 'radii-mm': '4,5', donor: 'ct.nii' }],
  ])('refuses %s', async (_, values) => {
    await expect(run('grow', { out: at('none'), ...values })).rejects.toMatchObject({ code: 'request/invalid' });
  });

  it('refuses a lesion that shrinks', async () => {
    await expect(run('grow', { out: at('none'), 'radii-mm': '6,5' })).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });
});

describe('synthesize with donors', () => {
  it('copies a lesion from a folder of cases and tells whose it is', async () => {
    await run('synthesize', { out: at('copied'), generator: 'copy-paste', donors: at('donors'), 'radius-mm': '9' });
    const { lesions } = JSON.parse(readFileSync(at('copied', 'recipe.json'), 'utf8')) as { lesions: { parameters: { from: object } }[] };
    expect(lesions[0]!.parameters.from).toMatchObject({ source: 'ward 7', licence: 'CC BY 4.0' });
  });

  it('refuses to copy without a donor', async () => {
    await expect(run('synthesize', { out: at('none'), generator: 'copy-paste' })).rejects.toMatchObject({ code: 'generator/donor-unusable' });
    await expect(run('synthesize', { out: at('none'), donors: at('nowhere') })).rejects.toMatchObject({ code: 'input/not-found' });
  });
});
