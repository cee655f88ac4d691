import { judge, unmeasured } from '../judge.ts';
import { radialProfile } from '../radial-profile.ts';
import type { RealismCheck } from '../realism-check.ts';

const WHAT = 'Edge from 10 to 90 %';
/** 10 to 90 % of a Gaussian edge, in SDs. */
const RISE_SDS = 2.563;
/** 10 to 90 % over 25 to 75 % of a Gaussian edge; the tails of a measured profile are noise. */
const QUARTILES_TO_RISE = 1.9;
const LOWEST_CONTRAST_HU = 12;

/** Width of the rise of the mean HU across the lesion's surface, from its steep middle. */
export const edgeWidth: RealismCheck = {
  name: 'edge-width',
  title: 'Edge width',
  measure(scene) {
    const profile = radialProfile(scene);
    const { edgeSigmaMm } = scene.kind;
    if (!profile) return unmeasured(WHAT);
    if (Math.abs(profile.outerHu - profile.innerHu) < LOWEST_CONTRAST_HU) return unmeasured(WHAT, 'too little contrast');
    const crossing = (share: number) => {
      const level = profile.innerHu + share * (profile.outerHu - profile.innerHu);
      const rising = profile.outerHu > profile.innerHu;
      const at = profile.bins.findIndex(({ meanHu }) => (rising ? meanHu >= level : meanHu <= level));
      const [before, after] = [profile.bins[at - 1], profile.bins[at]];
      return before && after ? before.signedMm + ((level - before.meanHu) / (after.meanHu - before.meanHu)) * (after.signedMm - before.signedMm) : NaN;
    };
    const value = QUARTILES_TO_RISE * (crossing(0.75) - crossing(0.25));
    const voxelMm = Math.max(scene.geometry.spacingMm[0], scene.geometry.spacingMm[1]);
    return judge({ value, band: [Math.min(1.5, RISE_SDS * edgeSigmaMm[0]), Math.max(6, RISE_SDS * edgeSigmaMm[1] + 2 * voxelMm)], what: WHAT, unit: ' mm', doubt: 2 });
  },
};
