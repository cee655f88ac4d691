import type { HuVolume, Volume } from '../volume/volume.ts';

/** A case with a real lesion to copy. */
export interface Donor {
  /** Of its folder; told to whoever runs the gateway, never in a recipe. */
  readonly name: string;
  readonly ct: HuVolume;
  /** 1 = lesion, on the grid of `ct`; may hold several. */
  readonly lesionMask: Volume<Uint8Array>;
  /** 1 = healthy organ around the lesions, on the grid of `ct`; absent: what lies around a lesion is taken for it. */
  readonly organMask?: Volume<Uint8Array>;
  /** Where the case comes from and what its licence permits; told in every recipe it is used in. */
  readonly source: string;
  readonly licence: string;
  /** Digest of the files, so that a recipe names exactly this case. */
  readonly sha256: string;
}

/** Cases that a deployment holds to copy lesions from. */
export interface DonorLibrary {
  /** Sorted. */
  readonly names: readonly string[];
  /** Throws generator/donor-unusable, nifti/*, input/*. */
  load(name: string): Promise<Donor>;
}
