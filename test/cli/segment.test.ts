import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@lesion-forge/openapi';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCtSeries } from '../../gateway/src/dicom/new-series.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { ijkToLps, sameGrid, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';
import { dciodvfyComplaints, hasDciodvfy } from '../support/dciodvfy.ts';
import { writeModel } from '../support/test-model.ts';
import { pointwise } from '../support/test-network.ts';

/** On u = (HU + 100) / 400: organ above 20 HU, lesion above 220 HU. */
const BY_HU = [pointwise([0, 0], [20, -6], [60, -38])];
const LESION_HU = 290;
const LESION_RADIUS_MM = 10;

const grid: Geometry = { ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.7, 1.9, 3.5], dimensions: [66, 59, 32] };
const healthy = organPhantom(grid, { vessels: false, noiseHu: 0 });
const lesionLps: Vec3 = [healthy.deepLps[0] + 7, healthy.deepLps[1] - 5, healthy.deepLps[2] + 4];

/** The organ with one bright ball off its middle. */
function withLesion() {
  const [columns, rows] = grid.dimensions;
  const voxels = healthy.ct.voxels.map((hu, v) => {
    const [x, y, z] = ijkToLps(grid, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    return Math.hypot(x - lesionLps[0], y - lesionLps[1], z - lesionLps[2]) <= LESION_RADIUS_MM ? LESION_HU : hu;
  });
  return makeVolume(grid, voxels);
}

interface Report {
  readonly findings: readonly Finding[];
  readonly labels: Readonly<Record<string, string>>;
  readonly organs: readonly { readonly name: string; readonly volumeMl: number }[];
}

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const report = (out: string) => JSON.parse(readFileSync(at(out, 'findings.json'), 'utf8')) as Report;
const labels = (out: string) => readNiftiLabelmap(readFileSync(at(out, 'labelmap.nii.gz')));
const cli = (...args: string[]) => runCli(args, { LESION_FORGE_CONFIG: at('config.json') });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-segment-'));
  writeModel(at('models'), BY_HU, { name: 'by-hu' });
  writeFileSync(at('config.json'), JSON.stringify({ models: { dir: 'models', default: 'by-hu' }, inference: { providers: ['cpu'], processes: 1 } }));
  const ct = withLesion();
  writeFileSync(at('ct.nii'), writeNifti(ct));
  writeFileSync(at('healthy.nii.gz'), writeNifti(healthy.ct, { gzip: true }));
  const files = [...newCtSeries(ct, { key: 'segment', patientId: 'P', patientName: 'PHANTOM^CLI', studyDescription: 'S', seriesDescription: 'CT', bodyPart: 'ABDOMEN', date: '20260101', time: '120000', synthetic: false })];
  mkdirSync(at('dicom'));
  files.toReversed().forEach(({ bytes }, n) => writeFileSync(at('dicom', `${n}.dcm`), bytes));
  writeFileSync(at('study.zip'), zipSync(Object.fromEntries(files.map(({ bytes }, n) => [`a/${n}`, bytes]))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge segment', () => {
  it('outlines and measures a NIfTI file on its own grid', async () => {
    const run = await cli('segment', '--in', at('ct.nii'), '--out', at('nifti'), '--json');
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(JSON.parse(run.stdout)).toMatchObject({ files: ['labelmap.nii.gz', 'findings.json'], intendedUse: expect.stringContaining('Research use only') });
    expect(readdirSync(at('nifti')).sort()).toEqual(['findings.json', 'labelmap.nii.gz']);
    expect(sameGrid(labels('nifti').geometry, grid, 1e-3)).toBe(true);
    expect(new Set(labels('nifti').voxels)).toEqual(new Set([0, 1, 2]));
    const { findings, labels: names, organs } = report('nifti');
    expect(names).toEqual({ 1: 'liver', 2: 'liver-lesion' });
    expect(findings).toHaveLength(1);
    const [finding] = findings as [Finding];
    expect(Math.hypot(...finding.centroidLps.map((mm, axis) => mm - lesionLps[axis]!))).toBeLessThan(1.5);
    expect(Math.abs(finding.equivalentRadiusMm - LESION_RADIUS_MM)).toBeLessThan(1);
    expect(finding.meanHu).toBeGreaterThan(250);
    expect(finding).not.toHaveProperty('sliceInstanceUid');
    expect(organs.map(({ name }) => name)).toEqual(['liver']);
  });

  it('gives the same labels for a folder and a ZIP of DICOM, and a segmentation that says the same', async () => {
    const [dir, zip] = [await cli('segment', '--in', at('dicom'), '--out', at('dir')), await cli('segment', '--in', at('study.zip'), '--out', at('zip'), '--model', 'by-hu')];
    expect([dir.status, zip.status]).toEqual([0, 0]);
    expect(dir.stdout).toMatch(/1 lesion:\n {2}1\. \d+\.\d\d ml/);
    expect(Buffer.compare(readFileSync(at('dir', 'labelmap.nii.gz')), readFileSync(at('zip', 'labelmap.nii.gz')))).toBe(0);
    const seg = readInstance(readFileSync(at('dir', 'seg.dcm')));
    const { labelmap, segments } = await readSeg(seg, labels('dir').geometry);
    expect(labelmap.voxels).toEqual(labels('dir').voxels);
    expect(segments.map(({ label }) => label)).toEqual(['Liver', 'Liver lesion']);
    expect(seg.dataset.text('0008001C')).toBeUndefined();
    expect(seg.sopInstanceUid).not.toBe(readInstance(readFileSync(at('zip', 'seg.dcm'))).sopInstanceUid);
    const [finding] = report('dir').findings as [Finding];
    expect(readdirSync(at('dicom')).map(name => readInstance(readFileSync(at('dicom', name))).sopInstanceUid)).toContain(finding.sliceInstanceUid);
  });

  it.runIf(hasDciodvfy())('writes a valid segmentation', () => expect(dciodvfyComplaints(at('dir', 'seg.dcm'))).toEqual([]));

  it('takes "nothing found" as a result', async () => {
    const { status, stdout } = await cli('segment', '--in', at('healthy.nii.gz'), '--out', at('none'), '--overlap', '0.25');
    expect([status, stdout.includes('No lesion found.')]).toEqual([0, true]);
    expect(report('none').findings).toEqual([]);
    expect(new Set(labels('none').voxels)).toEqual(new Set([0, 1]));
  });
});

describe('lesionforge phantom', () => {
  it('writes the same abdomen as marked DICOM and as NIfTI, with what was drawn', async () => {
    const { status, stdout } = await cli('phantom', '--out', at('phantom'), '--seed', '3', '--spacing-mm', '6,6,10', '--json');
    expect(status).toBe(0);
    const { slices, lesions } = JSON.parse(stdout) as { slices: number; lesions: unknown[] };
    expect([slices, lesions.length]).toEqual([30, 4]);
    const files = readdirSync(at('phantom', 'dicom')).map(name => readInstance(readFileSync(at('phantom', 'dicom', name))));
    expect(files).toHaveLength(30);
    for (const { dataset } of files) expect([dataset.text('0008001C'), dataset.text('0008103E')?.startsWith('SYNTHETIC - NOT ACQUIRED')]).toEqual(['YES', true]);
    const drawn = readNiftiLabelmap(readFileSync(at('phantom', 'labels.nii.gz')));
    expect(drawn.geometry.dimensions).toEqual([64, 64, 30]);
    expect(drawn.voxels).toContain(2);
  });
});

describe('lesionforge doctor', () => {
  it('says what works, and what to do about what does not', async () => {
    const good = await cli('doctor', '--json');
    const { ready, checks } = JSON.parse(good.stdout) as { ready: boolean; checks: { name: string; ok: boolean; detail: string; remedy?: string }[] };
    expect([good.status, ready]).toEqual([0, true]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'model by-hu', 'codec htj2k', 'codec jpeg-2000', 'codec jpeg-ls', 'codec jpeg-lossless', 'codec rle']));
    expect(checks.find(({ name }) => name === 'model by-hu')?.detail).toContain('runs on cpu');
    for (const { remedy, ok } of checks) expect(remedy !== undefined).toBe(!ok);
  });

  it('finds an altered model and an archive that is down', async () => {
    writeModel(at('altered'), BY_HU, { name: 'by-hu' });
    const network = at('altered', 'by-hu', 'model.onnx');
    const bytes = readFileSync(network);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(network, bytes);
    writeFileSync(at('broken.json'), JSON.stringify({ models: { dir: 'altered', default: 'by-hu' }, archives: [{ name: 'gone', url: 'http://127.0.0.1:9/dicom-web', attempts: 1 }] }));
    const { status, stdout } = await cli('doctor', '--config', at('broken.json'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/FAILED {2}archive gone: .+\n +Check that the archive runs/);
    expect(stdout).toMatch(/FAILED {2}model folder 1: The file of model by-hu is not the one .+\n +Restore the model folder/);
    expect(stdout).toMatch(/ok {6}node: \d+/);
    writeFileSync(at('empty.json'), JSON.stringify({ models: { dir: 'nowhere' } }));
    const empty = await cli('doctor', '--config', at('empty.json'));
    expect([empty.status, /FAILED {2}models: .+\n +Restore the model folder/.test(empty.stdout)]).toEqual([1, true]);
  });
});
