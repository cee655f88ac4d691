import { unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

const WHAT = 'Detectability';
/** What changed farther away belongs to another lesion, mm. */
const NEAR_MM = 8;

/** d' of an observer that knows the lesion: its own difference as the template, against noise of the organ's SD and grain. Reported, not judged. */
export const detectability: RealismCheck = {
  name: 'detectability',
  title: 'Detectability (d\')',
  measure({ afterHu, beforeHu, signedMm, statistics: { noiseSdHu, residualCorrelation } }) {
    const energy = afterHu.reduce((sum, hu, v) => (signedMm[v]! <= NEAR_MM ? sum + (hu - beforeHu[v]!) ** 2 : sum), 0);
    // Correlated noise acts as white noise on voxels so many times as large.
    const grain = (residualCorrelation ?? []).reduce((product, lags) => product * Math.max(1, 1 + 2 * lags.reduce((sum, rho) => sum + Math.max(0, rho), 0)), 1);
    const value = Math.sqrt(energy / grain) / noiseSdHu;
    return Number.isFinite(value) ? { value, verdict: 'reported', reason: `An ideal observer would see it with d' = ${value.toFixed(1)}.` } : unmeasured(WHAT);
  },
};
