import type { Range } from '../../anatomy/lesion-kind.ts';
import type { LesionGroup } from './lesion-group.ts';

export type SizeClassName = 'tiny' | 'small' | 'medium' | 'large';

/** One size class of the label-free studies (Hu et al. 2023, released settings). */
export interface SizeClass {
  readonly name: SizeClassName;
  readonly radiusMm: number;
  /** Each half axis is uniform in it. */
  readonly halfAxisMm: Range;
  /** Lesions in a scan of this class alone, and in a scan of all classes. */
  readonly count: Range;
  readonly mixCount: Range;
  /** SD of the elastic deformation. */
  readonly elasticSigmaMm: Range;
}

/** Ordered by size. A scan of all classes holds 11 to 28 lesions, 19.5 on average; small starts at 5 there, not at 3. */
export const SIZE_CLASSES: readonly SizeClass[] = [
  { name: 'tiny', radiusMm: 4, halfAxisMm: [3, 5], count: [3, 10], mixCount: [3, 10], elasticSigmaMm: [0.5, 1] },
  { name: 'small', radiusMm: 8, halfAxisMm: [6, 10], count: [3, 10], mixCount: [5, 10], elasticSigmaMm: [1, 2] },
  { name: 'medium', radiusMm: 16, halfAxisMm: [12, 20], count: [2, 5], mixCount: [2, 5], elasticSigmaMm: [3, 6] },
  { name: 'large', radiusMm: 32, halfAxisMm: [24, 40], count: [1, 3], mixCount: [1, 3], elasticSigmaMm: [5, 10] },
];

/** Left between lesions that are placed independently, mm. */
const INDEPENDENT_GAP_MM = 2;

/** Lesions of one class as a group of a plan; `count` is the class's own unless given. */
export function classGroup({ name, radiusMm, halfAxisMm, elasticSigmaMm, count }: SizeClass, asked: Range = count): LesionGroup {
  return {
    name,
    role: 'lesion',
    count: asked,
    radius: { law: 'half-axes', rangeMm: halfAxisMm },
    deformation: [elasticSigmaMm[0] / radiusMm, elasticSigmaMm[1] / radiusMm],
    gapMm: INDEPENDENT_GAP_MM,
  };
}

/** Groups of a scan that holds all classes. */
export const mixGroups = (): readonly LesionGroup[] => SIZE_CLASSES.map(sizeClass => classGroup(sizeClass, sizeClass.mixCount));
