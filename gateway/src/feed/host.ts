import { readFileSync } from 'node:fs';
import type { Organ } from '../anatomy/organ.ts';
import { GatewayError } from '../errors.ts';
import { readNifti } from '../nifti/read.ts';
import { readNiftiLabelmap } from '../nifti/read-labelmap.ts';
import { measureOrgan, type OrganSurvey } from '../synthesis/survey/organ-statistics.ts';
import { sameGrid } from '../volume/geometry.ts';
import { connectedComponents } from '../volume/components.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { FeedCase } from './config.ts';

export const LABEL = { organ: 1, lesion: 2, ignore: 255 } as const;

/** A scan in memory that lesions are put into. */
export interface Host {
  readonly name: string;
  readonly ct: Volume<Int16Array>;
  /** Values of LABEL. */
  readonly truth: Labelmap;
  /** 1 = organ, known lesions included. */
  readonly organMask: Volume<Uint8Array>;
  readonly survey: OrganSurvey;
  /** Of each known lesion (LABEL.lesion) some voxels, evenly picked: where a view may look for it. */
  readonly knownLesionSites: readonly (readonly number[])[];
}

const SITES_OF_A_LESION = 64;

/** Loads and surveys a case. Throws input/not-found, input/unreadable, nifti/*, mask/*, pixels/implausible-hu. */
export function loadHost({ name, image, labels, organValues, lesionValues, ignoreValues }: FeedCase, organ: Organ): Host {
  const scan = readNifti(read(image));
  const ct = makeVolume(scan.geometry, Int16Array.from(scan.voxels, hu => Math.max(-1024, Math.min(3071, Math.round(hu)))));
  const source = readNiftiLabelmap(read(labels));
  if (!sameGrid(source.geometry, ct.geometry, 0.1)) throw new GatewayError('mask/wrong-frame', `The labels of case "${name}" lie on another grid than its image; write them on the image's.`, { context: { case: name } });
  const table = new Uint8Array(256);
  for (const value of organValues) table[value] = LABEL.organ;
  for (const value of lesionValues) table[value] = LABEL.lesion;
  for (const value of ignoreValues) table[value] = LABEL.ignore;
  const truth = makeVolume(ct.geometry, source.voxels.map(value => table[value]!));
  const organMask = makeVolume(ct.geometry, truth.voxels.map(value => (value === 0 ? 0 : 1)));
  const avoid = makeVolume(ct.geometry, truth.voxels.map(value => (value > LABEL.organ ? 1 : 0)));
  const survey = measureOrgan(ct, organMask, { avoid, vessels: organ.hasBrightVessels });
  return { name, ct, truth, organMask, survey, knownLesionSites: lesionSites(truth) };
}

function lesionSites(truth: Labelmap): readonly (readonly number[])[] {
  const { labels, sizes } = connectedComponents(makeVolume(truth.geometry, truth.voxels.map(value => (value === LABEL.lesion ? 1 : 0))), 26);
  const sites = sizes.map((): number[] => []);
  const seen = sizes.map(() => 0);
  labels.forEach((label, at) => {
    if (label > 0 && seen[label]!++ % Math.ceil(sizes[label]! / SITES_OF_A_LESION) === 0) sites[label]!.push(at);
  });
  return sites.slice(1);
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GatewayError(missing ? 'input/not-found' : 'input/unreadable', `${path} ${missing ? 'does not exist' : 'cannot be read'}; name files of the case that are there.`, { cause });
  }
}
