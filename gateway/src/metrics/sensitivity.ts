import type { ReferenceLesion } from './detection.ts';
import { wilsonInterval, type Proportion } from './wilson-interval.ts';

/** Lower bounds of the radius bins, mm; the last one is open. */
export const RADIUS_BINS_MM = [0, 5, 10, 15, 20] as const;

/** Share of lesions of one size that were found. */
export interface BinSensitivity {
  readonly fromMm: number;
  /** Exclusive; Infinity for the last bin. */
  readonly toMm: number;
  readonly atAnyOverlap: Proportion;
  /** At an intersection over union of at least 0.1 with one predicted lesion. */
  readonly atIou: Proportion;
}

export const HIT_IOU = 0.1;

/** Lesion-wise sensitivity over pooled lesions, by volume-equivalent radius. */
export function sensitivityByRadius(lesions: readonly ReferenceLesion[]): readonly BinSensitivity[] {
  return RADIUS_BINS_MM.map((fromMm, n) => {
    const toMm = RADIUS_BINS_MM[n + 1] ?? Infinity;
    const inBin = lesions.filter(({ radiusMm }) => radiusMm >= fromMm && radiusMm < toMm);
    return { fromMm, toMm, ...sensitivity(inBin) };
  });
}

/** Sensitivity over all the lesions given. */
export const sensitivity = (lesions: readonly ReferenceLesion[]): Pick<BinSensitivity, 'atAnyOverlap' | 'atIou'> => ({
  atAnyOverlap: wilsonInterval(lesions.filter(({ overlapped }) => overlapped).length, lesions.length),
  atIou: wilsonInterval(lesions.filter(({ bestIou }) => bestIou >= HIT_IOU).length, lesions.length),
});
