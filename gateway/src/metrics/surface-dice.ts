import type { SurfaceDistances, SurfaceElements } from './surface-distances.ts';

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function areaWithin({ areasMm2, distancesMm }: SurfaceElements, toleranceMm: number): number {
  let sum = 0;
  for (let n = 0; n < areasMm2.length; n++) if (distancesMm[n]! <= toleranceMm) sum += areasMm2[n]!;
  return sum;
}

/**
 * Normalised surface Dice: the share of both surfaces' area that lies within a tolerance of the other, 0..1 (Nikolov et al. 2018). Both masks
 * empty: undefined; one empty: 0.
 */
export function surfaceDice({ reference, prediction }: SurfaceDistances, toleranceMm = 2): number | undefined {
  const area = total(reference.areasMm2) + total(prediction.areasMm2);
  return area === 0 ? undefined : (areaWithin(reference, toleranceMm) + areaWithin(prediction, toleranceMm)) / area;
}

/**
 * Robust Hausdorff distance in mm: the larger of the two distances below which the given share of each surface's area lies. One mask empty:
 * Infinity; both: undefined.
 */
export function robustHausdorffMm({ reference, prediction }: SurfaceDistances, share = 0.95): number | undefined {
  if (reference.areasMm2.length === 0 && prediction.areasMm2.length === 0) return undefined;
  return Math.max(percentileMm(reference, share), percentileMm(prediction, share));
}

function percentileMm({ areasMm2, distancesMm }: SurfaceElements, share: number): number {
  if (areasMm2.length === 0) return Infinity;
  const order = Array.from(distancesMm.keys()).sort((a, b) => distancesMm[a]! - distancesMm[b]!);
  const wanted = share * total(areasMm2);
  let sum = 0;
  for (const n of order) {
    sum += areasMm2[n]!;
    if (sum >= wanted) return distancesMm[n]!;
  }
  return distancesMm[order[order.length - 1]!]!;
}
