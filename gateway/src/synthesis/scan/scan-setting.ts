import type { Organ } from '../../anatomy/organ.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';
import type { Generator } from '../generator.ts';
import { measureOrgan, type OrganSurvey } from '../survey/organ-statistics.ts';
import type { VoxelDigests } from './scan-recipe.ts';

/** A scan, the organ in it, and who makes the lesions. */
export interface ScanSetting {
  readonly ct: HuVolume;
  /** 1 = organ, on the grid of the CT. */
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly generator: Generator;
  /** What surveyOf gave for this CT and mask, to spare measuring again. */
  readonly survey?: OrganSurvey;
  /** What voxelDigests gave for them, to spare reading them again. */
  readonly digests?: VoxelDigests;
}

/** The survey that came with the setting, or a new one. Throws mask/*, pixels/implausible-hu. */
export const surveyOf = ({ survey, ct, organMask, organ }: ScanSetting): OrganSurvey => survey ?? measureOrgan(ct, organMask, { vessels: organ.hasBrightVessels });
