import { loadConfig } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import type { DonorLibrary } from '../../synthesis/donor.ts';
import { donorFolder, singleDonor } from '../../wiring/donor-folder.ts';
import { donorsOf } from '../../wiring/donors-of.ts';
import { PATHS } from '../../wiring/paths.ts';
import type { Environment } from '../../wiring/secrets.ts';
import type { Values } from '../command.ts';
import { optional } from '../values.ts';

export const DONOR_OPTIONS = { donors: { type: 'string' }, donor: { type: 'string' }, 'donor-mask': { type: 'string' } } as const;

/** The cases that lesions may be copied from, as the options or else the configuration name them. Throws request/invalid, input/not-found. */
export function chosenDonors(values: Values, environment: Environment): { readonly donors?: DonorLibrary } {
  const [folder, image, mask] = [optional(values, 'donors'), optional(values, 'donor'), optional(values, 'donor-mask')];
  if ((image === undefined) !== (mask === undefined)) throw new GatewayError('request/invalid', '--donor and --donor-mask belong together.');
  if (folder !== undefined && image !== undefined) throw new GatewayError('request/invalid', 'Give either --donors or --donor with --donor-mask.');
  const donors = image !== undefined ? singleDonor(image, mask!) : folder !== undefined ? donorFolder(folder) : donorsOf(loadConfig(environment['LESION_FORGE_CONFIG'], {}, PATHS.root));
  return donors ? { donors } : {};
}
