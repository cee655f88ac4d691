import type { HuVolume, Volume } from '../../volume/volume.ts';

/** Something that finds tumours; synthesis does not know what it is. */
export interface TumourFinder {
  /** For the recipe: name, version and digest of the network. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** How far it wants to see around a lesion, mm. */
  readonly contextMm: number;
  /** 1 = tumour of any kind, on the grid of the CT. Throws model/*, inference/*. */
  find(ct: HuVolume, signal: AbortSignal): Promise<Volume<Uint8Array>>;
}

/** A lesion is kept when the finder calls at least `threshold` of its voxels tumour (Wu et al. 2024, there 0.7); else the next seed is tried. */
export interface QualityTest {
  readonly threshold: number;
  /** At most so many seeds. */
  readonly attempts: number;
  readonly finder: TumourFinder;
}

/** One try. */
export interface QualityAttempt {
  readonly seed: number;
  /** P: share of the lesion's voxels that the finder calls tumour, 0..1. */
  readonly tumourShare: number;
}

/** What became of a lesion's quality test, for the recipe: every attempt, the kept one last. */
export interface QualityRecord {
  readonly threshold: number;
  readonly finder: Readonly<Record<string, unknown>>;
  readonly attempts: readonly QualityAttempt[];
}
