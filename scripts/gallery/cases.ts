import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { loadCt, readInput } from '../../gateway/src/cli/load-ct.ts';
import { readNiftiLabelmap } from '../../gateway/src/nifti/read-labelmap.ts';
import { abdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import { PHANTOM_LABELS } from '../../gateway/src/phantom/part.ts';
import type { Donor, DonorLibrary } from '../../gateway/src/synthesis/donor.ts';
import { measureOrgan } from '../../gateway/src/synthesis/survey/organ-statistics.ts';
import { makeVolume, type HuVolume, type Labelmap } from '../../gateway/src/volume/volume.ts';
import type { GalleryCase } from './gallery-case.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const valueMask = ({ geometry, voxels }: Labelmap, ...values: readonly number[]) => makeVolume(geometry, voxels.map(v => (values.includes(v) ? 1 : 0)));

/** A computed abdomen with a healthy liver; its donor is another one with lesions. */
export function phantomCase(): GalleryCase {
  const { ct, labelmap } = abdomenPhantom({ seed: 3, lesions: [] });
  const organMask = valueMask(labelmap, PHANTOM_LABELS.liver);
  const donor = () => {
    const { ct: donorCt, labelmap: labels } = abdomenPhantom({ seed: 8 });
    return { name: 'phantom-8', ct: donorCt, lesionMask: valueMask(labels, PHANTOM_LABELS.liverLesion), organMask: valueMask(labels, PHANTOM_LABELS.liver), source: 'Computed abdomen, seed 8', licence: 'Apache-2.0' };
  };
  return {
    name: 'phantom', about: 'Computed abdomen, portal venous, 0.75 x 0.75 x 2.5 mm; nothing of it comes from a person.',
    ct, organMask, organ: liver, survey: measureOrgan(ct, organMask), donors: single('phantom-8', donor),
  };
}

/** A patient's scan in a folder; organ and lesions as the installed model finds them (kept in .cache). Known lesions are left alone. */
export async function patientCase(folder: string, { name, about, licence }: { name: string; about: string; licence: string }): Promise<GalleryCase> {
  const input = ['dicom.zip', 'image.nii.gz', 'dicom'].map(file => join(folder, file)).find(existsSync) ?? folder;
  const { ct } = await loadCt(input);
  const labelmap = await segmented(input, name);
  const organMask = valueMask(labelmap, 1);
  const lesions = valueMask(labelmap, 2);
  const donor = () => ({ name, ct, lesionMask: lesions, organMask, source: about, licence });
  return { name, about, ct, organMask, organ: liver, survey: measureOrgan(ct, organMask, { avoid: lesions }), donors: single(name, donor) };
}

async function segmented(input: string, name: string): Promise<Labelmap> {
  const out = join(ROOT, '.cache/gallery', name);
  const file = join(out, 'labelmap.nii.gz');
  if (!existsSync(file)) {
    await mkdir(out, { recursive: true });
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'gateway/src/cli.ts'), 'segment', '--in', input, '--out', out], { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) throw new Error(`Segmenting ${name} failed.`);
  }
  return readNiftiLabelmap(await readInput(file));
}

function single(name: string, make: () => Omit<Donor, 'sha256'>): DonorLibrary {
  let made: Donor | undefined;
  return { names: [name], load: async () => (made ??= withDigest(make())) };
}

const withDigest = (donor: Omit<Donor, 'sha256'>): Donor => ({ ...donor, sha256: digestOf(donor.ct) });
const digestOf = ({ voxels }: HuVolume): string => createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)).digest('hex');
