import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

const SMOOTH_MM = 1;

/** Share of the lesion that lies on what was a vessel. */
export const vesselOverlap: RealismCheck = {
  name: 'vessel-overlap',
  title: 'Vessel overlap',
  measure({ beforeHu, lesion, geometry: { dimensions, spacingMm }, statistics }) {
    const smooth = gaussianBlur(beforeHu, { dimensions, sigmaVoxels: spacingMm.map(s => SMOOTH_MM / s) as unknown as Vec3 });
    let [all, vessel] = [0, 0];
    for (let v = 0; v < lesion.length; v++) {
      if (lesion[v] === 0) continue;
      all++;
      if (smooth[v]! > statistics.vesselThresholdHu) vessel++;
    }
    return judge({ value: vessel / all, band: [0, 0.02], what: 'Share on vessels', doubt: 0.05 });
  },
};
