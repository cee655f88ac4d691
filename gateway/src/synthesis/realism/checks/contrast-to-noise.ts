import { unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { regionMoments } from '../region-moments.ts';

/** Contrast over the SD of the parenchyma around: what a reader sees at a glance. Reported, not judged. */
export const contrastToNoise: RealismCheck = {
  name: 'contrast-to-noise',
  title: 'Contrast-to-noise ratio',
  measure({ afterHu, core, shell }) {
    const [inside, around] = [regionMoments(afterHu, core), regionMoments(afterHu, shell)];
    if (inside.count < 5 || around.count < 30 || around.sd === 0) return unmeasured('Contrast-to-noise ratio');
    const value = (inside.mean - around.mean) / around.sd;
    return { value, verdict: 'reported', reason: `The lesion stands out by ${value.toFixed(1)} SDs of the parenchyma around it.` };
  },
};
