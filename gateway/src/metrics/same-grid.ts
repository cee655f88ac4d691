import { sameGrid } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';

/** A reference mask and what was predicted for the same scan; both 0 or 1 (any value != 0 counts). */
export interface MaskPair {
  readonly reference: Volume<Uint8Array>;
  readonly prediction: Volume<Uint8Array>;
}

/** Throws RangeError unless both masks lie on one grid: metrics never resample. */
export function assertSameGrid({ reference, prediction }: MaskPair): void {
  if (!sameGrid(reference.geometry, prediction.geometry, 0.01)) throw new RangeError('Reference and prediction lie on different grids; resample one to the other first.');
}
