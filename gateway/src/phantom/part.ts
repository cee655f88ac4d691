import type { Shape } from './shape.ts';

/** Values of the phantom's labelmap. Vessels inside the liver belong to the liver. */
export const PHANTOM_LABELS = {
  liver: 1,
  liverLesion: 2,
  spleen: 3,
  kidneyRight: 4,
  kidneyLeft: 5,
  gallbladder: 6,
  aorta: 7,
  venaCava: 8,
  stomach: 9,
  pancreas: 10,
  vertebra: 11,
} as const;

/** One thing painted over what is there already. */
export interface Part {
  readonly shape: Shape;
  /** HU, or a function of body mm. */
  readonly hu: number | ((x: number, y: number, z: number) => number);
  /** Label it writes; absent: clears the label; 'keep': leaves it. */
  readonly label?: number | 'keep';
  /** Painted only where this label lies. */
  readonly onlyOn?: number;
  /** Width of the soft edge beyond the voxel's own, mm. */
  readonly softMm?: number;
}
