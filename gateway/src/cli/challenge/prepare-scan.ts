import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organ } from '../../anatomy/organ.ts';
import type { ChallengeScan } from '../../challenge/make-round.ts';
import { GatewayError } from '../../errors.ts';
import { readNiftiLabelmap } from '../../nifti/read-labelmap.ts';
import { writeNifti } from '../../nifti/write.ts';
import type { Generator } from '../../synthesis/generator.ts';
import { digest, voxelDigests } from '../../synthesis/scan/voxel-digests.ts';
import { measureOrgan } from '../../synthesis/survey/organ-statistics.ts';
import { connectedComponents } from '../../volume/components.ts';
import { voxelVolumeMl } from '../../volume/geometry.ts';
import { maskOf } from '../../volume/mask-of.ts';
import { makeVolume, type HuVolume, type Labelmap, type Volume } from '../../volume/volume.ts';
import { loadCt } from '../load-ct.ts';
import { loadMask } from '../load-mask.ts';
import { writeWholeFolder } from '../whole-folder.ts';
import type { ChallengeInput } from './challenge-inputs.ts';

export interface PrepareTools {
  readonly organ: Organ;
  /** Values of organ and lesion in the model's answer. */
  readonly organValue: number;
  readonly lesionValue: number;
  readonly generator: Generator;
  /** Folder of the challenge. */
  readonly out: string;
  readonly segment: (ct: HuVolume) => Promise<Labelmap>;
}

export interface PreparedScan extends ChallengeScan {
  /** mm3 of every lesion that the model marks in the scan as it is. */
  readonly untouchedMm3: readonly number[];
}

const ANSWER = 'labelmap.nii.gz';
const DIGEST = 'given.sha256';

/**
 * Reads a scan, has it segmented as it is (or reads what an earlier run wrote) and surveys the organ; lesions that the model marks are kept
 * clear of. Throws input/*, mask/*, inference/*, pixels/*, and request/invalid where the earlier run was of another scan or mask.
 */
export async function prepareScan({ name, image, mask }: ChallengeInput, tools: PrepareTools): Promise<PreparedScan> {
  const { organ, generator, organValue, lesionValue } = tools;
  const { ct } = await loadCt(image);
  const given = mask === undefined ? undefined : await loadMask(mask, ct.geometry, organ);
  const answer = await answerOf({ ct, given }, join(tools.out, 'rounds', name), tools.segment);
  const untouched = maskOf(answer, value => value === lesionValue);
  const organMask = given ?? maskOf(answer, value => value === organValue || value === lesionValue);
  if (!organMask.voxels.includes(1)) throw new GatewayError('mask/missing', `The model finds no ${organ.label.toLowerCase()} in the scan "${name}"; give its mask.`);
  const survey = measureOrgan(ct, organMask, { vessels: organ.hasBrightVessels, avoid: untouched });
  const { sizes } = connectedComponents(untouched, 26);
  return {
    name, untouched, setting: { ct, organMask, organ, generator, survey, digests: voxelDigests(ct, organMask) },
    untouchedMm3: sizes.slice(1).map(size => 1000 * size * voxelVolumeMl(ct.geometry)),
  };
}

interface Given {
  readonly ct: HuVolume;
  /** Absent: the model's own outline serves. */
  readonly given: Volume<Uint8Array> | undefined;
}

async function answerOf({ ct, given }: Given, rounds: string, segment: PrepareTools['segment']): Promise<Labelmap> {
  const folder = join(rounds, 'untouched');
  const sha256 = [ct, ...(given ? [given] : [])].map(({ voxels }) => digest(voxels)).join(' ');
  const earlier = await readFile(join(folder, ANSWER)).catch(() => undefined);
  if (earlier) {
    if ((await readFile(join(folder, DIGEST), 'utf8').catch(() => '')) !== sha256) throw new GatewayError('request/invalid', `${rounds} is of another scan or mask than the one given; give an empty folder.`);
    return makeVolume(ct.geometry, readNiftiLabelmap(earlier).voxels);
  }
  const answer = await segment(ct);
  await writeWholeFolder(folder, async written => {
    await written.write(DIGEST, sha256);
    await written.write(ANSWER, writeNifti(answer, { gzip: true }));
  });
  return answer;
}
