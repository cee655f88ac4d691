import type { LesionGroup } from './lesion-group.ts';
import { mixGroups } from './size-classes.ts';

export type StageName = 'solitary-small' | 'solitary-medium' | 'multifocal' | 'large-with-satellites' | 'diffuse';

/** How one stage of liver cancer looks in a scan, after the LI-RADS rules quoted by Hu et al. 2023; the numbers are ours. */
export interface Stage {
  readonly name: StageName;
  /** Share of the scans. */
  readonly probability: number;
  /** The largest first. */
  readonly groups: readonly LesionGroup[];
}

const CAPSULE_OF_CORE = 0.6;
/** Lesions of one disease differ in contrast by up to this share. */
const CONTRAST_SPREAD = 0.2;

const small = { radius: { law: 'log-uniform', rangeMm: [3, 10] }, deformation: [0.1, 0.2], massEffect: false, capsule: 0, role: 'lesion' } as const;

/** Probabilities sum to 1. */
export const STAGES: readonly Stage[] = [
  { name: 'solitary-small', probability: 0.5, groups: [{ ...small, name: 'solitary', count: [1, 1], gapMm: 2 }] },
  {
    name: 'solitary-medium',
    probability: 0.2,
    groups: [{ name: 'solitary', role: 'lesion', count: [1, 1], radius: { law: 'log-uniform', rangeMm: [10, 20] }, deformation: [0.15, 0.3], gapMm: 2, massEffect: true, capsule: 0.3 }],
  },
  { name: 'multifocal', probability: 0.1, groups: [{ ...small, name: 'focus', count: [3, 8], gapMm: 5, contrastSpread: CONTRAST_SPREAD }] },
  {
    name: 'large-with-satellites',
    probability: 0.15,
    groups: [
      { name: 'core', role: 'core', count: [1, 1], radius: { law: 'uniform', rangeMm: [24, 40] }, deformation: [0.2, 0.35], gapMm: 2, massEffect: true, capsule: CAPSULE_OF_CORE, contrastSpread: CONTRAST_SPREAD },
      { name: 'satellite', role: 'satellite', count: [3, 10], radius: { law: 'uniform', rangeMm: [3, 8] }, deformation: [0.1, 0.2], gapMm: 2, massEffect: false, capsule: 0, contrastSpread: CONTRAST_SPREAD, fromCoreMm: 12 },
    ],
  },
  {
    name: 'diffuse',
    probability: 0.05,
    groups: mixGroups().map(group => ({ ...group, contrastSpread: CONTRAST_SPREAD, massEffect: group.name === 'large', capsule: group.name === 'large' ? CAPSULE_OF_CORE : 0 })),
  },
];
