import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { assertMarkedSynthetic } from '../../gateway/src/dicom/mark-synthetic.ts';
import { newCtSeries } from '../../gateway/src/dicom/new-series.ts';
import { readInstance } from '../../gateway/src/dicom/read.ts';
import { recipeOf } from '../../gateway/src/dicom/recipe.ts';
import { readSeg } from '../../gateway/src/dicom/seg/read-seg.ts';
import { writeSeg } from '../../gateway/src/dicom/seg/write-seg.ts';
import { seriesToVolume } from '../../gateway/src/dicom/series-to-volume.ts';
import { readNifti } from '../../gateway/src/nifti/read.ts';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { ijkToLps, sameGrid, voxelVolumeMl, type Geometry, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume, type Labelmap } from '../../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';
import { dciodvfyComplaints, hasDciodvfy } from '../support/dciodvfy.ts';

const RADIUS_MM = 9;
const SPHERE_ML = ((4 / 3) * Math.PI * RADIUS_MM ** 3) / 1000;

/** Thick, oblique, slices in reverse: no axis may be mistaken for another. */
const grid: Geometry = { ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.6, 1.8, 4], dimensions: [70, 62, 28] };
const phantom = organPhantom(grid, { vessels: false });
const site = phantom.deepLps;

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const json = (...path: string[]) => JSON.parse(readFileSync(at(...path), 'utf8')) as Record<string, unknown>;
const ct = (...path: string[]) => readNifti(readFileSync(at(...path)));
const labels = (...path: string[]) => readNiftiLabelmap(readFileSync(at(...path)));

const positionsOf = ({ geometry, voxels }: Labelmap, value: number): Vec3[] => {
  const [columns, rows] = geometry.dimensions;
  const found: Vec3[] = [];
  voxels.forEach((voxel, v) => {
    if (voxel === value) found.push(ijkToLps(geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]));
  });
  return found;
};
const distanceMm = (a: Vec3, b: Vec3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const centroid = (points: readonly Vec3[]): Vec3 => [0, 1, 2].map(axis => points.reduce((sum, p) => sum + p[axis]!, 0) / points.length) as unknown as Vec3;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-cli-'));
  writeFileSync(at('ct.nii.gz'), writeNifti(phantom.ct, { gzip: true }));
  writeFileSync(at('organ.nii'), writeNifti(phantom.organMask));
  const files = [...newCtSeries(phantom.ct, { key: 'cli', patientId: 'P', patientName: 'PHANTOM^CLI', studyDescription: 'S', seriesDescription: 'CT', bodyPart: 'ABDOMEN', date: '20260101', time: '120000', synthetic: false })];
  mkdirSync(at('dicom'));
  files.forEach(({ bytes }, n) => writeFileSync(at('dicom', `${n}.dcm`), bytes));
  writeFileSync(at('dicom', 'notes.txt'), 'not DICOM');
  writeFileSync(at('study.zip'), zipSync(Object.fromEntries(files.map(({ bytes }, n) => [`images/${n}`, bytes]))));
  const source = await seriesToVolume(files.map(({ bytes }) => readInstance(bytes)));
  const segments = [{ value: 1, description: liver.segment, algorithm: { name: 'hand', version: '1', artificialIntelligence: false } }];
  const labelmap = makeVolume(source.volume.geometry, readNiftiLabelmap(readFileSync(at('organ.nii'))).voxels);
  if (!sameGrid(source.volume.geometry, grid, 0.01)) throw new Error('The series is not on the grid of the phantom.');
  writeFileSync(at('organ.dcm'), writeSeg({ labelmap, source, segments, seriesDescription: 'Liver', jobKey: 'mask', createdAt: new Date(0) }).bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lesionforge synthesize on NIfTI', () => {
  let first: Awaited<ReturnType<typeof runCli>>;
  const options = (out: string) => ['synthesize', '--in', at('ct.nii.gz'), '--mask', at('organ.nii'), '--out', at(out), '--radius-mm', String(RADIUS_MM), '--seed', '5'];
  beforeAll(async () => {
    first = await runCli([...options('drawn'), '--json']);
  });

  it('writes image, label and recipe, and says so in one line of JSON', () => {
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(readdirSync(at('drawn')).sort()).toEqual(['image.nii.gz', 'label.nii.gz', 'recipe.json']);
    const said = JSON.parse(first.stdout) as { recipe: unknown; files: number };
    expect(said.recipe).toEqual(json('drawn', 'recipe.json'));
    expect(said.recipe).toMatchObject({ generator: 'studio', seed: 5, organ: 'liver', lesions: [{ lesion: 1, radiusMm: RADIUS_MM }] });
  });

  it('keeps the grid, HU as whole numbers, and every voxel outside the lesion', () => {
    const image = ct('drawn', 'image.nii.gz');
    const label = labels('drawn', 'label.nii.gz');
    const { lesions: [{ centreLps }] } = json('drawn', 'recipe.json') as unknown as { lesions: [{ centreLps: Vec3 }] };
    expect(sameGrid(image.geometry, grid, 1e-3)).toBe(true);
    expect(sameGrid(label.geometry, grid, 1e-3)).toBe(true);
    expect(image.voxels).toBeInstanceOf(Int16Array);
    expect(new Set(label.voxels)).toEqual(new Set([0, 1, 2]));
    const lesion = positionsOf(label, 2);
    expect(lesion.length * voxelVolumeMl(grid)).toBeCloseTo(SPHERE_ML, 0);
    expect(distanceMm(centroid(lesion), centreLps)).toBeLessThan(2);
    label.voxels.forEach((value, v) => {
      if ((value !== 0) !== (phantom.organMask.voxels[v] === 1)) throw new Error(`label ${value} at voxel ${v} is not the mask that was given`);
    });
    const changed = phantom.ct.voxels.map((hu, v) => (hu === image.voxels[v] ? 0 : 1));
    const reachMm = Math.max(...positionsOf(makeVolume(grid, Uint8Array.from(changed)), 1).map(p => distanceMm(p, centreLps)));
    expect(reachMm).toBeGreaterThan(RADIUS_MM / 2);
    expect(reachMm).toBeLessThan(4 * RADIUS_MM);
  });

  it('makes the same bytes again from the recipe, and from what it says', async () => {
    const { lesions: [{ centreLps, radiusMm, seed, phase }] } = json('drawn', 'recipe.json') as unknown as { lesions: [{ centreLps: Vec3; radiusMm: number; seed: number; phase: string }] };
    const input = ['synthesize', '--in', at('ct.nii.gz'), '--mask', at('organ.nii')];
    expect((await runCli([...input, '--out', at('again'), '--recipe', at('drawn', 'recipe.json')])).status).toBe(0);
    for (const file of ['image.nii.gz', 'label.nii.gz', 'recipe.json']) expect(Buffer.compare(readFileSync(at('again', file)), readFileSync(at('drawn', file)))).toBe(0);
    const { status } = await runCli([...input, '--out', at('told'), '--profile', 'studio', '--centre-mm', centreLps.join(','), '--radius-mm', String(radiusMm), '--seed', String(seed), '--phase', phase]);
    expect(status).toBe(0);
    for (const file of ['image.nii.gz', 'label.nii.gz']) expect(Buffer.compare(readFileSync(at('told', file)), readFileSync(at('drawn', file)))).toBe(0);
  });

  it('puts in the lesions of a plan, one value of the label each', async () => {
    const { status, stdout } = await runCli(['synthesize', '--in', at('ct.nii.gz'), '--mask', at('organ.nii'), '--out', at('planned'), '--plan', 'multifocal', '--seed', '8', '--json']);
    expect(status).toBe(0);
    const { lesions } = (JSON.parse(stdout) as { recipe: { lesions: { lesion: number; centreLps: Vec3; radiusMm: number }[] } }).recipe;
    expect(lesions.length).toBeGreaterThanOrEqual(3);
    const label = labels('planned', 'label.nii.gz');
    expect(Math.max(...label.voxels)).toBe(lesions.length + 1);
    for (const { lesion, centreLps, radiusMm } of lesions) expect(distanceMm(centroid(positionsOf(label, lesion + 1)), centreLps)).toBeLessThan(Math.max(2, radiusMm / 3));
  });
});

describe('lesionforge synthesize on DICOM', () => {
  beforeAll(async () => {
    const { status, stderr } = await runCli(['synthesize', '--in', at('dicom'), '--mask', at('organ.dcm'), '--out', at('from-dicom'), '--centre-mm', site.join(','), '--radius-mm', String(RADIUS_MM), '--seed', '6', '--parameters', '{"massEffect":0}']);
    expect([status, stderr]).toEqual([0, '']);
  });
  const images = () => readdirSync(at('from-dicom', 'dicom')).map(name => readInstance(readFileSync(at('from-dicom', 'dicom', name))));

  it('writes a marked series that holds what the NIfTI file holds', async () => {
    images().forEach(assertMarkedSynthetic);
    const series = await seriesToVolume(images(), { allowSynthetic: true });
    const image = ct('from-dicom', 'image.nii.gz');
    expect(sameGrid(series.volume.geometry, image.geometry, 0.01)).toBe(true);
    expect(Buffer.compare(Buffer.from(Int16Array.from(series.volume.voxels).buffer), Buffer.from(Int16Array.from(image.voxels).buffer))).toBe(0);
    expect(recipeOf(images()[0]!.dataset)).toMatchObject({ seed: 6, lesions: [{ parameters: { massEffect: 0 } }] });
  });

  it('outlines the lesion at the site in a marked segmentation', async () => {
    const seg = readInstance(readFileSync(at('from-dicom', 'seg.dcm')));
    assertMarkedSynthetic(seg);
    const { labelmap, segments } = await readSeg(seg, ct('from-dicom', 'image.nii.gz').geometry);
    expect(segments.map(({ number, label }) => [number, label])).toEqual([[1, 'Liver'], [2, 'Synthetic liver lesion']]);
    expect(labelmap.voxels).toEqual(labels('from-dicom', 'label.nii.gz').voxels);
    expect(distanceMm(centroid(positionsOf(labelmap, 2)), site)).toBeLessThan(2);
  });

  it.runIf(hasDciodvfy())('writes valid objects', () => {
    expect(dciodvfyComplaints(at('from-dicom', 'seg.dcm'))).toEqual([]);
    expect(dciodvfyComplaints(at('from-dicom', 'dicom', '0003.dcm'))).toEqual([]);
  });

  it('makes the same voxels from a ZIP, under other UIDs', async () => {
    const { status } = await runCli(['synthesize', '--in', at('study.zip'), '--mask', at('organ.nii'), '--out', at('from-zip'), '--centre-mm', site.join(','), '--radius-mm', String(RADIUS_MM), '--seed', '6', '--parameters', '{"massEffect":0}']);
    expect(status).toBe(0);
    expect(Buffer.compare(readFileSync(at('from-zip', 'image.nii.gz')), readFileSync(at('from-dicom', 'image.nii.gz')))).toBe(0);
    const seriesUid = (out: string) => readInstance(readFileSync(at(out, 'dicom', '0001.dcm'))).seriesInstanceUid;
    expect(seriesUid('from-zip')).not.toBe(seriesUid('from-dicom'));
  });
});
