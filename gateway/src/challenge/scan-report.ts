/** What a challenge says of one scan. Volumes in mm3, one a component. JSON-serialisable. */
export interface ScanReport {
  readonly name: string;
  readonly organMl: number;
  /** Of the parenchyma. */
  readonly meanHu: number;
  readonly noiseSdHu: number;
  /** Marked in the scan as it is. */
  readonly untouchedMm3: readonly number[];
  /** Scans with lesions that were made of it. */
  readonly rounds: number;
  /** Marked in those, touching neither their lesions nor what was marked before. */
  readonly newFalsePositivesMm3: readonly number[];
}
