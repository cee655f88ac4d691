import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { readNifti } from '../../gateway/src/nifti/read.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';
import { driverManifest, softwareDriver } from '../support/software-gpu.ts';

const driver = softwareDriver();
const NOWHERE = '/nowhere/driver.json';

describe.skipIf(driver === undefined)('lesionforge synthesize on a graphics device', () => {
  let folder: string;
  const at = (...path: string[]) => join(folder, ...path);
  const image = (name: string) => readNifti(readFileSync(at(name, 'image.nii.gz'))).voxels;
  const label = (name: string) => readNiftiLabelmap(readFileSync(at(name, 'label.nii.gz'))).voxels;
  const recipe = (name: string) => JSON.parse(readFileSync(at(name, 'recipe.json'), 'utf8')) as { readonly lesions: readonly { readonly parameters: { readonly backend: string } }[] };

  const run = (name: string, backend: string, { icd = driverManifest(driver!), what = ['--radius-mm', '7', '--seed', '3'] } = {}) => {
    writeFileSync(at(`${backend}.json`), JSON.stringify({ synthesis: { backend } }));
    const environment = { LESION_FORGE_CONFIG: at(`${backend}.json`), VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd };
    return runCli(['synthesize', '--in', at('ct.nii.gz'), '--mask', at('organ.nii'), '--out', at(name), ...what], environment);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lesion-forge-gpu-cli-'));
    const phantom = organPhantom({ ...GRIDS['oblique 0.9 x 0.9 x 2 mm'], spacingMm: [1.6, 1.8, 4], dimensions: [70, 62, 28] }, { vessels: false });
    writeFileSync(at('ct.nii.gz'), writeNifti(phantom.ct, { gzip: true }));
    writeFileSync(at('organ.nii'), writeNifti(phantom.organMask));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the lesion that the CPU makes, says so in the recipe, and the recipe replays on either', async () => {
    expect(await Promise.all([run('gpu', 'webgpu'), run('cpu', 'cpu')])).toMatchObject([{ status: 0 }, { status: 0 }]);
    expect(await run('replayed', 'cpu', { what: ['--recipe', at('gpu', 'recipe.json')] })).toMatchObject({ status: 0 });
    expect(['gpu', 'cpu', 'replayed'].map(name => recipe(name).lesions[0]!.parameters.backend)).toEqual(['webgpu', 'cpu', 'cpu']);
    expect(label('gpu')).toEqual(label('cpu'));
    expect(label('replayed')).toEqual(label('cpu'));
    expect(image('replayed')).toEqual(image('cpu'));
    const wanted = image('cpu');
    expect(image('gpu').every((hu, v) => Math.abs(hu - wanted[v]!) <= 1)).toBe(true);
  });

  it('refuses by name where a device is asked for and none opens', async () => {
    const { status, stderr } = await run('refused', 'webgpu', { icd: NOWHERE });
    expect(status).not.toBe(0);
    expect(stderr).toContain('gpu/unavailable');
  });
});
