import type { Vec3 } from '../volume/geometry.ts';

/** A measured lesion: one 26-connected component of lesion voxels. */
export interface Finding {
  /** 1-based, largest first. */
  readonly index: number;
  readonly volumeMl: number;
  /** (3 V / 4 pi)^(1/3), mm. */
  readonly equivalentRadiusMm: number;
  /** Longest in-plane diameter over the axial slices, mm (RECIST sense). */
  readonly longAxisMm: number;
  /** Longest diameter perpendicular to it, same slice, mm. */
  readonly shortAxisMm: number;
  readonly centroidLps: Vec3;
  readonly meanHu: number;
  readonly sdHu: number;
  /** Lesion mean minus mean of the parenchyma, HU. */
  readonly contrastHu: number;
  /** Mean of the model's lesion probability over the component, 0..1; absent when no probabilities are at hand. */
  readonly meanProbability?: number;
  /** SOP Instance UID of the slice with the largest area, where the source is DICOM. */
  readonly sliceInstanceUid?: string;
  /** LPS position of that slice's centre of the lesion, mm: where a viewer should jump. */
  readonly sliceCentreLps: Vec3;
}
