import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { donorPhantom } from '../../../test/phantoms/donor-phantom.ts';
import { writeNifti } from '../nifti/write.ts';
import { makeVolume } from '../volume/volume.ts';
import { donorFolder, singleDonor } from './donor-folder.ts';

const { ct, lesionMask, organMask } = donorPhantom();
const both = makeVolume(ct.geometry, lesionMask.voxels.map((v, at) => (v ? 3 : organMask!.voxels[at]!)));
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'donors-'));
  for (const [name, label] of [['b-case', both], ['a-case', lesionMask]] as const) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'image.nii.gz'), writeNifti(ct, { gzip: true }));
    await writeFile(join(dir, name, 'label.nii.gz'), writeNifti(label, { gzip: true }));
  }
  await mkdir(join(dir, 'no-case'));
  await writeFile(join(dir, 'b-case', 'donor.json'), '{"source": "ward 7", "licence": "CC BY 4.0"}');
});
afterAll(() => rm(dir, { recursive: true }));

describe('a folder of donors', () => {
  it('lists its cases sorted and reads them whole', async () => {
    const donors = donorFolder(dir)!;
    expect(donors.names).toEqual(['a-case', 'b-case']);
    const donor = await donors.load('b-case');
    expect(donor).toMatchObject({ name: 'b-case', source: 'ward 7', licence: 'CC BY 4.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect([...donor.lesionMask.voxels]).toEqual([...lesionMask.voxels]);
    expect([...donor.organMask!.voxels]).toEqual([...organMask!.voxels]);
    expect([...donor.ct.voxels]).toEqual([...ct.voxels]);
  });

  it('takes a label of ones alone for the lesion', async () => {
    const donor = await donorFolder(dir)!.load('a-case');
    expect([...donor.lesionMask.voxels]).toEqual([...lesionMask.voxels]);
    expect(donor.organMask).toBeUndefined();
    expect(donor.licence).toBe('not stated');
  });

  it('is nothing without a case, and refuses a folder that is not there', () => {
    expect(donorFolder(join(dir, 'no-case'))).toBeUndefined();
    expect(() => donorFolder(join(dir, 'nowhere'))).toThrow(expect.objectContaining({ code: 'input/not-found' }));
  });

  it('refuses a label of another size or at another place, and a broken donor.json', async () => {
    const other = join(dir, 'other.nii.gz');
    const [columns, rows, slices] = ct.geometry.dimensions;
    await writeFile(other, writeNifti(makeVolume({ ...ct.geometry, dimensions: [columns, rows, slices - 1] }, lesionMask.voxels.slice(columns * rows)), { gzip: true }));
    const image = join(dir, 'a-case', 'image.nii.gz');
    await expect(singleDonor(image, other).load('donor')).rejects.toMatchObject({ code: 'generator/donor-unusable' });
    const [x, y, z] = ct.geometry.originLps;
    await writeFile(other, writeNifti(makeVolume({ ...ct.geometry, originLps: [x + 2, y, z] }, lesionMask.voxels), { gzip: true }));
    await expect(singleDonor(image, other).load('donor')).rejects.toMatchObject({ code: 'generator/donor-unusable' });
    await writeFile(`${image}.json`, '{');
    await expect(singleDonor(image, join(dir, 'a-case', 'label.nii.gz')).load('donor')).rejects.toMatchObject({ code: 'generator/donor-unusable' });
  });
});
