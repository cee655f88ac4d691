import type { ResidualCorrelation } from './residual-correlation.ts';

/** What is known of an organ's healthy tissue in one scan (algorithm: robust first estimate, vessels, remainder). All HU. */
export interface OrganStatistics {
  readonly meanHu: number;
  readonly sdHu: number;
  /** SD of the high-pass residual f - G_2mm f in the eroded organ. */
  readonly noiseSdHu: number;
  /** Autocorrelation of that residual; absent where too little tissue is left to tell. */
  readonly residualCorrelation?: ResidualCorrelation;
  readonly vesselThresholdHu: number;
  /** Share of the organ's voxels counted as vessel, 0..1. */
  readonly vesselFraction: number;
  readonly volumeMl: number;
}
