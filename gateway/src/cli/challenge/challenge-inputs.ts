import { basename } from 'node:path';
import { GatewayError } from '../../errors.ts';
import type { Values } from '../command.ts';
import { findCases } from '../find-cases.ts';
import { optional } from '../values.ts';

/** A scan to put lesions into. Paths. */
export interface ChallengeInput {
  readonly name: string;
  readonly image: string;
  /** Absent: the model's own outline of the organ is taken. */
  readonly mask?: string;
}

/** The scans that the options name: one, or those of a folder. Throws request/invalid, mask/missing, input/not-found, evaluation/no-cases. */
export async function challengeInputs(values: Values): Promise<readonly ChallengeInput[]> {
  const [image, mask, images, masks] = ['in', 'mask', 'images', 'masks'].map(name => optional(values, name));
  if ((image === undefined) === (images === undefined)) throw new GatewayError('request/invalid', 'Give either --in, one scan, or --images, a folder of NIfTI files.');
  if ((image === undefined && mask !== undefined) || (images === undefined && masks !== undefined)) throw new GatewayError('request/invalid', '--mask belongs to --in, and --masks to --images.');
  if (image !== undefined) return [{ name: basename(image).replace(/(\.nii(\.gz)?|\.zip)$/i, '') || 'scan', image, ...(mask === undefined ? {} : { mask }) }];
  const maskPaths = masks === undefined ? undefined : await findCases(masks);
  return [...(await findCases(images!))].map(([name, path]) => {
    const own = maskPaths?.get(name);
    if (maskPaths && own === undefined) throw new GatewayError('mask/missing', `${masks} holds no mask for the scan "${name}"; add it, or leave --masks out to take the model's own outline.`);
    return { name, image: path, ...(own === undefined ? {} : { mask: own }) };
  });
}
