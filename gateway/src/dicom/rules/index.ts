import { completeness } from './completeness.ts';
import { duplicateInstances } from './duplicate-instances.ts';
import { frameOfReference } from './frame-of-reference.ts';
import { matrixGroups, orientationGroups } from './groups.ts';
import { localizers } from './localizers.ts';
import { modality } from './modality.ts';
import { origin } from './origin.ts';
import { pixelFormats } from './pixel-formats.ts';
import { positionAndOrientation } from './position-and-orientation.ts';
import type { Rule } from './rule.ts';
import { sliceCount } from './slice-count.ts';
import { stacking } from './stacking.ts';

/** In the order they are asked: each may rely on what the ones before it have let through. */
export const RULES: readonly Rule[] = [
  modality,
  completeness,
  duplicateInstances,
  localizers,
  origin,
  positionAndOrientation,
  frameOfReference,
  orientationGroups,
  matrixGroups,
  pixelFormats,
  stacking,
  sliceCount,
];
