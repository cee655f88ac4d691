import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { regionMoments } from '../region-moments.ts';

const WHAT = 'Contrast';
/** Rim, core and noise may move a mean so far, HU. */
const DOUBT_HU = 25;

/** Mean of the core minus the parenchyma around it, against the law of the kind and phase. */
export const contrast: RealismCheck = {
  name: 'contrast',
  title: 'Contrast',
  measure({ afterHu, core, shell, kind, phase, statistics }) {
    const [inside, around] = [regionMoments(afterHu, core), regionMoments(afterHu, shell)];
    if (inside.count < 5) return unmeasured(WHAT);
    const parenchymaHu = around.count < 30 ? statistics.meanHu : around.mean;
    const { low, high } = kind.contrast.huByPhase[phase];
    const shift = kind.contrast.measure === 'absolute' ? -parenchymaHu : 0;
    const errorHu = (3 * inside.sd) / Math.sqrt(inside.count);
    return judge({ value: inside.mean - parenchymaHu, band: [low + shift - errorHu, high + shift + errorHu], what: WHAT, unit: ' HU', doubt: DOUBT_HU });
  },
};
