import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { runCli } from '../support/cli.ts';

const geometry: Geometry = { dimensions: [48, 40, 18], spacingMm: [1.2, 1.4, 3], originLps: [-30, 12, 100], direction: [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1] };
const centre = ijkToLps(geometry, [23, 19, 8]);
const plus = (offset: Vec3): Vec3 => centre.map((v, a) => v + offset[a]!) as unknown as Vec3;

/** An organ of 20 mm with lesions of the given places (from its centre, LPS mm) and radii. */
function scan(lesions: readonly (readonly [offset: Vec3, radiusMm: number])[], organMm = 20, grid = geometry) {
  const [columns, rows] = grid.dimensions;
  const voxels = new Uint8Array(columns * rows * grid.dimensions[2]);
  for (let v = 0; v < voxels.length; v++) {
    const p = ijkToLps(grid, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    const within = (place: Vec3, mm: number) => Math.hypot(...p.map((x, a) => x - place[a]!)) <= mm;
    voxels[v] = lesions.some(([offset, mm]) => within(plus(offset), mm)) ? 2 : within(centre, organMm) ? 1 : 0;
  }
  return writeNifti(makeVolume(grid, voxels), { gzip: true });
}

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const write = (path: string, bytes: Uint8Array) => {
  mkdirSync(at(path, '..'), { recursive: true });
  writeFileSync(at(path), bytes);
};
const evaluate = (...args: string[]) => runCli(['evaluate', '--reference', at('reference'), '--out', at('out'), ...args]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-evaluate-'));
  write('reference/a.nii.gz', scan([[[8, 0, 0], 6], [[-9, 3, 0], 4]]));
  write('reference/b.nii.gz', scan([[[0, 8, 3], 5]]));
  write('reference/healthy.nii.gz', scan([]));
  write('good/a/labelmap.nii.gz', scan([[[8, 0, 0], 6], [[-9, 3, 0], 4]]));
  write('good/b.nii.gz', scan([[[1, 8, 3], 5]]));
  write('good/healthy.nii.gz', scan([], 19));
  write('poor/a.nii.gz', scan([[[8, 1, 0], 4]], 18));
  write('poor/b.nii.gz', scan([[[-10, -8, -3], 5]], 18));
  write('poor/healthy.nii.gz', scan([[[3, 3, 0], 5]], 18));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge evaluate', () => {
  it('writes tables, numbers and a page that stands alone', async () => {
    const run = await evaluate('--prediction', at('good'), '--compare', at('poor'));
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain('Lesions found: 3 of 3');
    const { summary, second, comparison, cases } = JSON.parse(readFileSync(at('out', 'summary.json'), 'utf8'));
    expect(cases.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'healthy']);
    expect(cases[0].lesion.dsc).toBe(1);
    expect(cases[2].lesion).not.toHaveProperty('dsc'); // both empty: not defined, and not 0
    expect(summary.lesion.dsc).toMatchObject({ n: 2, undefinedCount: 1 });
    expect([summary.healthyScans, summary.specificity[0].specificity.share, second.specificity[0].specificity.share]).toEqual([1, 1, 0]);
    expect([second.sensitivity.atAnyOverlap.count, second.falsePositivesPerScan.mean]).toEqual([1, 2 / 3]);
    expect(summary.falsePositivesBySize.map(({ smallestMm3 }: { smallestMm3: number }) => smallestMm3)).toEqual(summary.specificity.map(({ smallestMm3 }: { smallestMm3: number }) => smallestMm3));
    expect(second.falsePositivesBySize.map(({ perScan }: { perScan: { mean: number } }) => Math.round(3 * perScan.mean))).toEqual([2, 2, 2, 2, 2, 2, 0, 0]);
    // poor marks a lesion in the healthy scan: not in the headline, which is of scans with lesions, but 0 where all scans count.
    expect([second.lesion.dsc.n, second.lesion.dscBothEmptyAsOne.n, summary.lesion.dscBothEmptyAsOne.mean]).toEqual([2, 3, expect.closeTo((2 * summary.lesion.dsc.mean + 1) / 3)]);
    expect(second.lesion.dscBothEmptyAsOne.mean).toBeCloseTo((2 * second.lesion.dsc.mean) / 3);
    expect(comparison.find(({ score }: { score: string }) => score === 'lesion DSC')).toMatchObject({ pairs: 2 });
    const page = readFileSync(at('out', 'report.html'), 'utf8');
    expect(page).toContain('Research use only');
    expect(page).toContain('good against poor');
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|src="(?!data:)|href=/);
    const [head, first] = readFileSync(at('out', 'cases.csv'), 'utf8').split('\r\n');
    expect([head!.split(',')[6], first!.split(',')[6]]).toEqual(['lesion_dsc', '1']);
    expect(readFileSync(at('out', 'lesions.csv'), 'utf8').trim().split('\r\n')).toHaveLength(4);
    expect(readFileSync(at('out', 'cases-compared.csv'), 'utf8').split('\r\n')[3]).toMatch(/^healthy,.*,1$/);
  });

  it('draws the scans, and refuses those of another grid', async () => {
    const [columns, rows, slices] = geometry.dimensions;
    const image = (grid: Geometry) => writeNifti(makeVolume(grid, Int16Array.from({ length: columns * rows * slices }, (_, v) => v % 200)), { gzip: true });
    for (const name of ['a', 'b']) write(`images/${name}.nii.gz`, image(geometry));
    const run = await evaluate('--prediction', at('good'), '--images', at('images'));
    expect(run.status, run.stderr).toBe(0);
    for (const name of ['a', 'b']) write(`other/${name}.nii.gz`, image({ ...geometry, originLps: [0, 0, 0] }));
    expect((await evaluate('--prediction', at('good'), '--images', at('other'))).stderr).toContain('evaluation/different-grid');
  });

  it.each([
    ['a case without prediction', () => write('some/a.nii.gz', scan([])), 'some', 'evaluation/unpaired'],
    ['a prediction on another grid', () => ['a', 'b', 'healthy'].forEach(name => write(`moved/${name}.nii.gz`, scan([], 20, { ...geometry, spacingMm: [1.2, 1.4, 2.5] }))), 'moved', 'evaluation/different-grid'],
    ['a case that is there twice', () => { write('twice/a.nii', scan([])); write('twice/a/labelmap.nii.gz', scan([])); }, 'twice', 'evaluation/twice'],
    ['a folder without cases', () => mkdirSync(at('none')), 'none', 'evaluation/no-cases'],
    ['no folder', () => undefined, 'nowhere', 'input/not-found'],
    ['a file that is no label map', () => ['a', 'b', 'healthy'].forEach(name => write(`broken/${name}.nii.gz`, Uint8Array.of(1, 2, 3))), 'broken', 'nifti/'],
  ])('refuses %s by name and writes nothing', async (_, prepare, name, code) => {
    prepare();
    const run = await runCli(['evaluate', '--reference', at('reference'), '--prediction', at(name), '--out', at(`out-${name}`)]);
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain(code);
    expect(() => readFileSync(at(`out-${name}`, 'summary.json'))).toThrow();
  });
});
