import { judge, unmeasured } from '../judge.ts';
import { radialProfile } from '../radial-profile.ts';
import type { RealismCheck } from '../realism-check.ts';

const WHAT = 'Crest of the rim above parenchyma and lesion';
const RIM_MM = 4;
/** Crest that noise and bins may feign besides their error, HU. */
const SLACK_HU = 4;
const BRIGHTEST_RIM_HU = 60;

/** How far the HU at the surface rise above both sides: none without a rim, at most 60 HU with one. */
export const overshoot: RealismCheck = {
  name: 'overshoot',
  title: 'Overshoot',
  measure(scene) {
    const profile = radialProfile(scene);
    if (!profile) return unmeasured(WHAT);
    const level = Math.max(profile.innerHu, profile.outerHu);
    const rim = profile.bins.filter(({ signedMm }) => Math.abs(signedMm) <= RIM_MM);
    if (rim.length === 0) return unmeasured(WHAT);
    const crest = rim.reduce((best, bin) => (bin.meanHu > best.meanHu ? bin : best));
    const errorHu = (4 * scene.statistics.sdHu) / Math.sqrt(crest.count) + SLACK_HU;
    return judge({ value: Math.max(0, crest.meanHu - level), band: [0, scene.rimHu ? BRIGHTEST_RIM_HU : errorHu], what: WHAT, unit: ' HU', doubt: 8 });
  },
};
