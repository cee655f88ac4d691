import type { Config } from '../config.ts';
import type { DonorLibrary } from '../synthesis/donor.ts';
import { donorFolder } from './donor-folder.ts';

/** The cases that this deployment may copy lesions from. Throws input/not-found. */
export const donorsOf = ({ synthesis: { donorsDir } }: Config): DonorLibrary | undefined => (donorsDir === undefined ? undefined : donorFolder(donorsDir));
