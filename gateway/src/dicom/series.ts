import type { HuVolume } from '../volume/volume.ts';
import type { Dataset } from './dataset.ts';

/** A stable code of dicom/warnings.ts and a sentence. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** One DICOM object as read from a Part 10 file. UIDs have been checked (digits and dots, at most 64 characters). */
export interface DicomInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly modality: string;
  /** Header only; keeps no reference to the pixel data. */
  readonly dataset: Dataset;
  /** Absent for objects without (7FE0,0010). */
  readonly pixelData?: EncodedPixels;
  /** SHA-256 (hex) of data set and pixel data without the file meta group. Computed when asked. */
  digest(): string;
  readonly warnings: readonly Warning[];
}

/**
 * Pixel data as it lies in the file: one native block, or the fragments of encapsulated frames (PS3.5 A.4). `bigEndian` means
 * 16-bit words in that order; byte strings (OB) have no order.
 */
export type EncodedPixels =
  | { readonly kind: 'native'; readonly bytes: Uint8Array; readonly bigEndian: boolean }
  | { readonly kind: 'encapsulated'; readonly fragments: readonly Uint8Array[]; readonly offsets: readonly number[] };

/** Where slice k of a volume came from: everything a derived object has to say about it. */
export interface SliceSource {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  /** 1-based, only for multi-frame sources. */
  readonly frameNumber?: number;
  readonly instanceNumber?: number;
  /** Original text of the three values of Image Position (Patient). */
  readonly imagePositionText: readonly string[];
  /** HU = stored * slope + intercept, for this slice. */
  readonly rescale: { readonly slope: number; readonly intercept: number };
  /**
   * Stored values, masked to BitsStored and sign-extended. Kept only where the slice's HU do not lead back to them by
   * round((HU - intercept) / slope): padding replaced by air, inverted, or clipped. A derived series needs every stored value
   * of its source.
   */
  readonly storedPixels?: Int16Array | Uint16Array;
  /** Header of the instance (shared by the frames of a multi-frame object). */
  readonly dataset: Dataset;
}

/** What the slices of a volume share. */
export interface SeriesHeader {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly modality: string;
  /** Original text of the six values of Image Orientation (Patient). */
  readonly imageOrientationText: readonly string[];
  /** Original text of Pixel Spacing: distance of rows, distance of columns. */
  readonly pixelSpacingText: readonly string[];
  /** Original text of Slice Thickness, when present. */
  readonly sliceThicknessText?: string;
  /** The source, or anything it was made from, says SyntheticData YES: every result inherits it. */
  readonly synthetic: boolean;
  /** LossyImageCompression 01 anywhere in the source. */
  readonly lossy: boolean;
  /** Every instance of the source series that was used, in slice order, each once. */
  readonly instances: readonly { readonly sopInstanceUid: string; readonly sopClassUid: string }[];
  /** Header of the first slice's instance: patient, study, equipment. Use it to copy modules. */
  readonly dataset: Dataset;
}

/** A CT series as a volume on its native grid, and what a derived object needs to know of its source. */
export interface SeriesVolume {
  readonly volume: HuVolume;
  /** Ascending k, one per slice. */
  readonly slices: readonly SliceSource[];
  readonly header: SeriesHeader;
  readonly warnings: readonly Warning[];
}
