import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { regionMoments } from '../region-moments.ts';
import { regionResidual } from '../region-residual.ts';

const WHAT = 'Noise inside against outside';
const FEWEST = 60;

/** SD of what is finer than 2 mm, core over shell: too smooth a lesion shows here first. */
export const noiseRatio: RealismCheck = {
  name: 'noise-ratio',
  title: 'Noise ratio',
  measure({ afterHu, core, shell, geometry }) {
    const [inside, outside] = [core, shell].map(region => regionMoments(regionResidual(afterHu, region, geometry), region)) as [ReturnType<typeof regionMoments>, ReturnType<typeof regionMoments>];
    if (inside.count < FEWEST || outside.count < FEWEST || outside.sd === 0) return unmeasured(WHAT);
    return judge({ value: inside.sd / outside.sd, band: [0.85, 1.15], what: WHAT, doubt: 0.15 });
  },
};
