import type { Vec3 } from '../../../volume/geometry.ts';
import { judge, unmeasured } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';

const WHAT = 'Largest step between neighbouring slices, in SDs of the parenchyma\'s';
const FEWEST = 25;

/** Steps of the core's mean from slice to slice against those of parenchyma, each scaled by its number of voxels: a lesion must not flicker. */
export const sliceConsistency: RealismCheck = {
  name: 'slice-consistency',
  title: 'Slice consistency',
  measure({ afterHu, beforeHu, lesion, core, shell, geometry: { dimensions } }) {
    const plane = dimensions[0] * dimensions[1];
    // The caps of a lesion fill their slice in part.
    const between = core.map((is, v) => (is === 1 && lesion[v - plane] === 1 && lesion[v + plane] === 1 ? 1 : 0));
    const [inside, outside] = [steps(afterHu, between, dimensions), steps(beforeHu, shell, dimensions)];
    if (inside.length === 0 || outside.length < 2) return unmeasured(WHAT);
    const spread = Math.sqrt(outside.reduce((sum, step) => sum + step * step, 0) / outside.length);
    return judge({ value: Math.max(...inside.map(Math.abs)) / spread, band: [0, 3], what: WHAT, doubt: 2 });
  },
};

/** Difference of neighbouring slices' means over what white noise of 1 HU would give. */
function steps(values: Float32Array, region: Uint8Array, [columns, rows, slices]: Vec3): readonly number[] {
  const means = Array.from({ length: slices }, (_, k) => {
    let [count, sum] = [0, 0];
    for (let v = k * columns * rows; v < (k + 1) * columns * rows; v++) {
      if (region[v] === 0) continue;
      count++;
      sum += values[v]!;
    }
    return { count, mean: sum / count };
  });
  return means.slice(1).flatMap(({ count, mean }, k) => {
    const before = means[k]!;
    return count < FEWEST || before.count < FEWEST ? [] : [(mean - before.mean) / Math.sqrt(1 / count + 1 / before.count)];
  });
}
