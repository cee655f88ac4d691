import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCt, readInput } from '../cli/load-ct.ts';
import { GatewayError } from '../errors.ts';
import { readNiftiLabelmap } from '../nifti/read-labelmap.ts';
import type { Donor, DonorLibrary } from '../synthesis/donor.ts';
import { sameGrid } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';

const IMAGES = ['image.nii.gz', 'image.nii', 'dicom.zip', 'dicom'] as const;
const LABELS = ['label.nii.gz', 'label.nii', 'labelmap.nii.gz'] as const;
/** Donors kept in memory. */
const KEPT = 2;

/**
 * The cases of a folder, one sub-folder each: `image.nii.gz` (or `dicom/`, `dicom.zip`), `label.nii.gz` (1 = organ, higher = lesions, as
 * `lesionforge segment` and `synthesize` write it; or 1 = lesion and nothing else), and, if it is to be told, `donor.json` with `source` and
 * `licence`. Undefined when there is no such case.
 */
export function donorFolder(dir: string): DonorLibrary | undefined {
  if (!existsSync(dir)) throw new GatewayError('input/not-found', `The folder of donors ${dir} does not exist.`);
  const names = readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isDirectory() && has(join(dir, entry.name))).map(({ name }) => name).sort();
  return names.length === 0 ? undefined : library(names, name => ({ name, image: found(join(dir, name), IMAGES)!, label: found(join(dir, name), LABELS)!, about: join(dir, name, 'donor.json') }));
}

/** A library of one case given by its files. */
export const singleDonor = (image: string, label: string): DonorLibrary => library(['donor'], name => ({ name, image, label, about: `${image}.json` }));

interface DonorFiles {
  readonly name: string;
  readonly image: string;
  readonly label: string;
  readonly about: string;
}

const found = (folder: string, names: readonly string[]): string | undefined => names.map(name => join(folder, name)).find(existsSync);
const has = (folder: string): boolean => found(folder, IMAGES) !== undefined && found(folder, LABELS) !== undefined;

function library(names: readonly string[], filesOf: (name: string) => DonorFiles): DonorLibrary {
  const kept = new Map<string, Promise<Donor>>();
  return {
    names,
    load(name) {
      const known = kept.get(name) ?? readDonor(filesOf(name));
      kept.delete(name);
      kept.set(name, known);
      known.catch(() => kept.delete(name));
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      return known;
    },
  };
}

async function readDonor({ name, image, label, about }: DonorFiles): Promise<Donor> {
  const { ct } = await loadCt(image);
  const labelBytes = await readInput(label);
  const { geometry, voxels } = readNiftiLabelmap(labelBytes);
  if (!sameGrid(geometry, ct.geometry, 0.1)) throw new GatewayError('generator/donor-unusable', `The label of the donor "${name}" has another grid than its images; write it on theirs.`, { context: { donor: name } });
  const organToo = voxels.some(value => value > 1);
  const mask = (is: (value: number) => boolean) => makeVolume(ct.geometry, voxels.map(value => (is(value) ? 1 : 0)));
  const sha256 = createHash('sha256').update(new Uint8Array(ct.voxels.buffer, ct.voxels.byteOffset, ct.voxels.byteLength)).update(voxels).digest('hex');
  return {
    name, ct, sha256, ...(await aboutDonor(about)),
    lesionMask: mask(value => (organToo ? value > 1 : value === 1)),
    ...(organToo ? { organMask: mask(value => value === 1) } : {}),
  };
}

async function aboutDonor(path: string): Promise<{ readonly source: string; readonly licence: string }> {
  if (!existsSync(path)) return { source: 'not stated', licence: 'not stated' };
  try {
    const { source = 'not stated', licence = 'not stated' } = JSON.parse(await readFile(path, 'utf8')) as { source?: unknown; licence?: unknown };
    return { source: String(source), licence: String(licence) };
  } catch (cause) {
    throw new GatewayError('generator/donor-unusable', `${path} is no JSON object with "source" and "licence"; mend or remove it.`, { cause });
  }
}
