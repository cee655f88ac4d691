import type { Organ } from '../../gateway/src/anatomy/organ.ts';
import type { DonorLibrary } from '../../gateway/src/synthesis/donor.ts';
import type { OrganSurvey } from '../../gateway/src/synthesis/survey/organ-statistics.ts';
import type { HuVolume, Volume } from '../../gateway/src/volume/volume.ts';

/** A scan that lesions are put into, and where it comes from. */
export interface GalleryCase {
  readonly name: string;
  /** For the captions of docs/gallery: what it shows, source, licence. */
  readonly about: string;
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly survey: OrganSurvey;
  readonly donors: DonorLibrary;
}
