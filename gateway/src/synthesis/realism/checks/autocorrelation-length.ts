import type { Vec3 } from '../../../volume/geometry.ts';
import { judge, unmeasured } from '../judge.ts';
import { lagCorrelation } from '../../survey/lag-correlation.ts';
import type { RealismCheck } from '../realism-check.ts';
import { regionResidual } from '../region-residual.ts';

const WHAT = 'Grain inside against outside';
const LARGEST_LAG = 8;

/** Lag in mm at which the noise's autocorrelation falls to 1/e, core over shell, along the axis where it differs most. */
export const autocorrelationLength: RealismCheck = {
  name: 'autocorrelation-length',
  title: 'Autocorrelation length',
  measure({ afterHu, core, shell, geometry }) {
    const [inside, outside] = [core, shell].map(region => lengths(regionResidual(afterHu, region, geometry), region, geometry.dimensions)) as [Vec3, Vec3];
    const ratios = inside.map((length, axis) => length / outside[axis]!).filter(ratio => Number.isFinite(ratio));
    if (ratios.length === 0) return unmeasured(WHAT);
    const value = ratios.reduce((worst, ratio) => (Math.abs(Math.log(ratio)) > Math.abs(Math.log(worst)) ? ratio : worst));
    return judge({ value, band: [0.8, 1.25], what: WHAT, doubt: 0.25 });
  },
};

/** In voxels along each axis; NaN where it is not reached. */
function lengths(values: Float32Array, counts: Uint8Array, dimensions: Vec3): readonly number[] {
  return [0, 1, 2].map(axis => {
    let before = 1;
    for (let lag = 1; lag <= LARGEST_LAG && lag < dimensions[axis]!; lag++) {
      const now = lagCorrelation({ dimensions, values, counts }, axis, lag);
      if (now === undefined) return NaN;
      if (now <= 1 / Math.E) return lag - 1 + (before - 1 / Math.E) / (before - now);
      before = now;
    }
    return NaN;
  });
}
