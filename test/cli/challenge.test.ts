import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { abdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import { maskOf } from '../../gateway/src/volume/mask-of.ts';
import { ijkToLps, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';
import { SMALL_ABDOMEN } from '../support/phantom-study.ts';
import { writeModel } from '../support/test-model.ts';
import { pointwise } from '../support/test-network.ts';

/** On u = (HU + 100) / 400: organ above 20 HU, lesion above 135 HU; the organ has 110. */
const BY_HU = [pointwise([0, 0], [20, -6], [60, -29.5])];
const grid = { ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.7, 1.9, 3.5] as Vec3, dimensions: [66, 59, 32] as Vec3 };

let folder: string;
const { ct, organMask, deepLps } = organPhantom(grid, { vessels: false, noiseHu: 2 });
const at = (...path: string[]) => join(folder, ...path);
const read = (...path: string[]) => readFileSync(at(...path), 'utf8');
const cli = (...args: string[]) => runCli(['challenge', ...args], { LESION_FORGE_CONFIG: at('config.json') });
const nifti = (name: string, volume: Parameters<typeof writeNifti>[0]) => writeFileSync(at(name), writeNifti(volume, { gzip: true }));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-challenge-'));
  writeModel(at('models'), BY_HU, { name: 'by-hu' });
  writeFileSync(at('config.json'), JSON.stringify({ models: { dir: 'models', default: 'by-hu' }, inference: { providers: ['cpu'], processes: 1 } }));
  nifti('ct.nii.gz', ct);
  nifti('organ.nii.gz', organMask);
  const [columns, rows] = grid.dimensions;
  nifti('part.nii.gz', makeVolume(grid, organMask.voxels.map((value, v) => {
    const p = ijkToLps(grid, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    return Math.hypot(...p.map((x, a) => x - deepLps[a]!)) < 17 ? value : 0;
  })));
  nifti('air.nii.gz', makeVolume(grid, new Int16Array(ct.voxels.length).fill(-900)));
  nifti('elsewhere.nii.gz', makeVolume({ ...grid, originLps: [400, 400, 400] }, organMask.voxels));
  mkdirSync(at('none'));
  mkdirSync(at('images'));
  mkdirSync(at('masks'));
  nifti('images/a.nii.gz', ct);
  nifti('images/b.nii.gz', ct);
  nifti('masks/a.nii.gz', organMask);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge challenge', () => {
  const asked = ['--in', '', '--mask', '', '--out', '', '--contrast', 'brighter', '--seeds', '1', '--per-scan', '8'];
  const run = (...more: string[]) => cli(...asked.map((value, n) => (value === '' ? at(['ct.nii.gz', 'organ.nii.gz', 'out'][(n - 1) / 2]!) : value)), ...more);

  it('finds what a model can see and misses what it cannot, and goes on where it stopped', async () => {
    const first = await run('--workers', '2');
    expect([first.status, first.stderr]).toEqual([0, '']);
    const { summary, scans, cases, unplaced } = JSON.parse(read('out', 'challenge.json'));
    expect(cases.length + unplaced.length).toBe(15);
    // The model needs 25 HU: none of 10-20 HU, all of 40-80 HU.
    const [faint, , plain] = summary.byColumn as { atAnyOverlap: { count: number; total: number } }[];
    expect([faint!.atAnyOverlap.count, plain!.atAnyOverlap.count]).toEqual([0, plain!.atAnyOverlap.total]);
    expect(plain!.atAnyOverlap.total).toBeGreaterThan(0);
    expect(scans).toMatchObject([{ name: 'ct', untouchedMm3: [], newFalsePositivesMm3: [] }]);
    expect(read('out', 'cases.csv').trim().split('\r\n')).toHaveLength(16);
    const page = read('out', 'challenge.html');
    expect(page).toContain('Research use only');
    expect(page).not.toMatch(/<script|src="(?!data:)|href=/);

    const [kept, gone] = [at('out', 'rounds', 'ct', '0001', 'result.json'), at('out', 'rounds', 'ct', '0002')];
    const written = statSync(kept).mtimeMs;
    rmSync(gone, { recursive: true });
    const tables = [read('out', 'cases.csv'), read('out', 'challenge.json')];
    expect((await run()).status).toBe(0);
    expect([statSync(kept).mtimeMs, existsSync(gone)]).toEqual([written, true]);
    expect([read('out', 'cases.csv'), read('out', 'challenge.json')]).toEqual(tables);
    const other = await run('--seed', '2');
    expect([other.status, other.stderr]).toEqual([1, expect.stringContaining('another request')]);
  });

  it('does not go on with another scan or mask, or with other rules of the model', async () => {
    const again = () => cli('--in', at('changing.nii.gz'), '--mask', at('mask.nii.gz'), '--out', at('changing'), '--seeds', '1', '--per-scan', '15');
    nifti('changing.nii.gz', ct);
    copyFileSync(at('part.nii.gz'), at('mask.nii.gz'));
    expect((await again()).status).toBe(0);
    nifti('mask.nii.gz', organMask);
    expect((await again()).stderr).toContain('is of another scan or mask');
    copyFileSync(at('part.nii.gz'), at('mask.nii.gz'));
    nifti('changing.nii.gz', makeVolume(grid, ct.voxels.map(hu => hu + 1)));
    expect((await again()).stderr).toContain('is of another scan');
    nifti('changing.nii.gz', ct);
    writeModel(at('models'), BY_HU, { name: 'by-hu', minLesionMm3: 40 });
    const otherRules = await again();
    writeModel(at('models'), BY_HU, { name: 'by-hu' });
    expect(otherRules.stderr).toContain('another request');
  });

  it('counts lesions that find no place, and takes the model\'s outline without a mask', { timeout: 120_000 }, async () => {
    const small = await cli('--in', at('ct.nii.gz'), '--mask', at('part.nii.gz'), '--out', at('small'), '--seeds', '1', '--json');
    expect(small.status, small.stderr).toBe(0);
    const { summary } = JSON.parse(small.stdout) as { summary: { byRow: { unplaced: number; atAnyOverlap: { total: number } }[] } };
    expect(summary.byRow.map(({ unplaced, atAnyOverlap }) => unplaced + atAnyOverlap.total)).toEqual([3, 3, 3, 3, 3]);
    expect(summary.byRow[4]).toMatchObject({ unplaced: 3 });
    expect(summary.byRow[0]!.atAnyOverlap.total).toBeGreaterThan(0);
    expect(read('small', 'cases.csv')).toContain('placement/radius-too-large');
    const own = await cli('--images', at('images'), '--out', at('own'), '--seeds', '1', '--per-scan', '15', '--json');
    expect(own.status, own.stderr).toBe(0);
    expect((JSON.parse(own.stdout) as { scans: { name: string }[] }).scans.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each([
    ['a scan without the organ and without a mask', ['--in', 'air.nii.gz'], 'mask/missing'],
    ['a mask of another place', ['--in', 'ct.nii.gz', '--mask', 'elsewhere.nii.gz'], 'mask/wrong-frame'],
    ['an empty folder', ['--images', 'none'], 'evaluation/no-cases'],
    ['a scan whose mask is missing', ['--images', 'images', '--masks', 'masks'], 'mask/missing'],
    ['no scan', [], 'request/invalid'],
    ['a generator whose contrast cannot be set', ['--in', 'ct.nii.gz', '--generator=copy-paste'], 'request/invalid'],
    ['half a lesion', ['--in', 'ct.nii.gz', '--seeds=0.5'], 'request/invalid'],
    ['a model that only locates', ['--in', 'ct.nii.gz', '--organ=spleen'], 'model/wrong-task'],
  ])('refuses %s and leaves no table', async (_, args, code) => {
    const out = at(`bad-${code.replace('/', '-')}-${args.length}`);
    const refused = await cli(...args.map(arg => (arg.startsWith('--') ? arg : at(arg))), '--out', out);
    expect([refused.status, refused.stderr.startsWith(code)], refused.stderr).toEqual([1, true]);
    expect(existsSync(join(out, 'challenge.json'))).toBe(false);
  });

  it('measures the model that comes with the project', { timeout: 400_000 }, async () => {
    const { ct, labelmap } = abdomenPhantom({ seed: 78, geometry: SMALL_ABDOMEN, lesions: [] });
    nifti('abdomen.nii.gz', ct);
    nifti('liver.nii.gz', maskOf(labelmap, value => value === 1));
    const shipped = await runCli(['challenge', '--in', at('abdomen.nii.gz'), '--mask', at('liver.nii.gz'), '--out', at('shipped'), '--seeds', '1', '--per-scan', '15', '--json']);
    expect(shipped.status, shipped.stderr).toBe(0);
    const { summary } = JSON.parse(shipped.stdout) as { summary: { cells: { row: number; column: number; atAnyOverlap: { count: number; total: number } }[] } };
    const large = summary.cells.filter(({ row, column }) => row >= 2 && column === 2).map(({ atAnyOverlap: { count, total } }) => total - count);
    expect(summary.cells.filter(({ row, column }) => row >= 2 && column === 2).every(({ atAnyOverlap: { total } }) => total > 0)).toBe(true);
    expect(large).toEqual([0, 0, 0]); // of 10 mm and more, 40 HU and more, none is missed
  });
});
