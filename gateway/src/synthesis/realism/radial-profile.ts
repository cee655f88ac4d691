import { regionMoments } from './region-moments.ts';
import type { RealismScene } from './realism-scene.ts';

export interface RadialProfile {
  /** From inside to outside, mean HU by distance to the surface. */
  readonly bins: readonly { readonly signedMm: number; readonly meanHu: number; readonly count: number }[];
  /** Means of core and parenchyma. */
  readonly innerHu: number;
  readonly outerHu: number;
}

const REACH_MM = 8;
const FEWEST = 12;

/** Mean HU by signed distance, in the organ and off its vessels; undefined where core or parenchyma are too small. */
export function radialProfile({ afterHu, beforeHu, signedMm, organ, core, shell, geometry, statistics }: RealismScene): RadialProfile | undefined {
  const [inner, outer] = [regionMoments(afterHu, core), regionMoments(afterHu, shell)];
  if (inner.count < FEWEST || outer.count < FEWEST) return undefined;
  const widthMm = Math.max(0.5, geometry.spacingMm[0], geometry.spacingMm[1]);
  const half = Math.ceil(REACH_MM / widthMm);
  const [sums, counts] = [new Float64Array(2 * half + 1), new Float64Array(2 * half + 1)];
  for (let v = 0; v < signedMm.length; v++) {
    const bin = Math.round(signedMm[v]! / widthMm) + half;
    if (bin < 0 || bin > 2 * half || organ[v] === 0 || (signedMm[v]! > 0 && beforeHu[v]! > statistics.vesselThresholdHu + 2 * statistics.noiseSdHu)) continue;
    sums[bin]! += afterHu[v]!;
    counts[bin]!++;
  }
  const bins = [...sums].map((sum, bin) => ({ signedMm: (bin - half) * widthMm, meanHu: sum / counts[bin]!, count: counts[bin]! })).filter(({ count }) => count >= FEWEST);
  return { bins, innerHu: inner.mean, outerHu: outer.mean };
}
