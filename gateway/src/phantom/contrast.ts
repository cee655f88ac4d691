import type { Random } from './random.ts';

export type ContrastPhase = 'native' | 'arterial' | 'venous' | 'delayed';

/** Mean HU of what takes up contrast, one patient. */
export interface TissueHu {
  readonly liver: number;
  readonly spleen: number;
  readonly cortex: number;
  readonly medulla: number;
  readonly renalPelvis: number;
  readonly aorta: number;
  readonly portalVein: number;
  readonly hepaticVein: number;
  readonly venaCava: number;
  readonly pancreas: number;
  readonly muscle: number;
  readonly bowelWall: number;
  readonly myocardium: number;
}

/** Typical enhancement by phase, varied from patient to patient. */
export const CONTRAST: Readonly<Record<ContrastPhase, (random: Random) => TissueHu>> = {
  native: r => vary(r, [58, 48, 33, 31, 6, 42, 42, 42, 41, 42, 52, 38, 42], 3),
  arterial: r => vary(r, [72, 128, 190, 80, 8, 310, 120, 78, 85, 105, 58, 75, 120], 8),
  venous: r => vary(r, [112, 124, 186, 158, 12, 152, 172, 164, 142, 104, 64, 88, 112], 8),
  delayed: r => vary(r, [92, 98, 150, 150, 240, 112, 114, 112, 110, 84, 66, 74, 92], 6),
};

type Row = readonly [number, number, number, number, number, number, number, number, number, number, number, number, number];

function vary(random: Random, row: Row, sd: number): TissueHu {
  const v = row.map(hu => hu + sd * random.normal()) as unknown as Row;
  return {
    liver: v[0], spleen: v[1], cortex: v[2], medulla: v[3], renalPelvis: v[4], aorta: v[5], portalVein: v[6], hepaticVein: v[7],
    venaCava: v[8], pancreas: v[9], muscle: v[10], bowelWall: v[11], myocardium: v[12],
  };
}
