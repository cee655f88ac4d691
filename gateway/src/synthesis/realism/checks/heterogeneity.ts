import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { regionBlur } from '../region-blur.ts';
import { regionMoments } from '../region-moments.ts';

const WHAT = 'Slow variation inside, as a share of the contrast';
const FEWEST = 200;
const LOWEST_CONTRAST_HU = 8;

/** SD of the core blurred by 2 mm over the contrast. The band wants calibrating on real lesions, so it never fails. Fluid is even. */
export const heterogeneity: RealismCheck = {
  name: 'heterogeneity',
  title: 'Heterogeneity',
  measure({ afterHu, core, shell, geometry, kind, statistics }) {
    const inside = regionMoments(regionBlur(afterHu, core, geometry), core);
    const around = regionMoments(afterHu, shell);
    const contrastHu = Math.abs(inside.mean - (around.count < 30 ? statistics.meanHu : around.mean));
    if (inside.count < FEWEST) return unmeasured(WHAT);
    if (contrastHu < LOWEST_CONTRAST_HU) return unmeasured(WHAT, 'too little contrast');
    const low = kind.heterogeneity[1] === 0 ? 0 : 0.03;
    return judge({ value: inside.sd / contrastHu, band: [low, Math.max(0.2, kind.heterogeneity[1])], what: WHAT, doubt: Infinity });
  },
};
