import type { RealismCheck } from '../realism-check.ts';
import { autocorrelationLength } from './autocorrelation-length.ts';
import { boundarySeam } from './boundary-seam.ts';
import { compactness } from './compactness.ts';
import { containment } from './containment.ts';
import { contrastToNoise } from './contrast-to-noise.ts';
import { contrast } from './contrast.ts';
import { detectability } from './detectability.ts';
import { edgeWidth } from './edge-width.ts';
import { elongation } from './elongation.ts';
import { heterogeneity } from './heterogeneity.ts';
import { identity } from './identity.ts';
import { noiseRatio } from './noise-ratio.ts';
import { noiseSpectrum } from './noise-spectrum.ts';
import { overshoot } from './overshoot.ts';
import { sliceConsistency } from './slice-consistency.ts';
import { sphericity } from './sphericity.ts';
import { vesselOverlap } from './vessel-overlap.ts';

/** Every check of a synthetic lesion, in the order they are reported. */
export const REALISM_CHECKS: readonly RealismCheck[] = [
  contrast, noiseRatio, heterogeneity, autocorrelationLength, noiseSpectrum, edgeWidth, overshoot,
  sphericity, compactness, elongation, vesselOverlap, containment, identity, sliceConsistency, boundarySeam,
  contrastToNoise, detectability,
];
