import type { Detection } from './detection.ts';
import { wilsonInterval, type Proportion } from './wilson-interval.ts';

/** A component below 38 mm^3, the smallest lesion of LiTS, counts as no finding unless another size is stated. */
export const SMALLEST_LESION_MM3 = 38;

/** Sizes at which the sweep looks, mm^3: balls of radius 1, the smallest of LiTS (about 2.1), 2.5, 3, 4, 5, 7.5 and 10 mm. */
export const SWEEP_MM3 = [4.2, SMALLEST_LESION_MM3, 65, 113, 268, 524, 1767, 4189] as const;

export interface SpecificityAtSize {
  readonly smallestMm3: number;
  /** Healthy scans without any predicted lesion of this size or more. */
  readonly specificity: Proportion;
  /** Predicted lesions of this size or more, over all healthy scans. */
  readonly falsePositives: number;
}

/** Share of lesion-free scans with no predicted lesion, for a sweep of the smallest size that counts. */
export const specificitySweep = (healthy: readonly Detection[], sizesMm3: readonly number[] = SWEEP_MM3): readonly SpecificityAtSize[] =>
  sizesMm3.map(smallestMm3 => {
    const counts = healthy.map(({ falsePositives }) => falsePositives.filter(({ volumeMm3 }) => volumeMm3 >= smallestMm3).length);
    return { smallestMm3, specificity: wilsonInterval(counts.filter(n => n === 0).length, counts.length), falsePositives: counts.reduce((a, b) => a + b, 0) };
  });
