import type { HuLaw, LesionKind } from '../lesion-kind.ts';
import { solid } from './solid.ts';

/** Water and a little protein: 0..20 HU in every phase, as a simple cyst is defined. */
const fluid: HuLaw = { mean: 8, sd: 5, low: 0, high: 20 };

/** Simple cyst of any organ: fluid, sharp, smooth, even inside; it takes up no contrast medium. */
export const cyst: LesionKind = {
  ...solid,
  name: 'cyst',
  label: 'Cyst',
  edgeSigmaMm: [0.4, 0.8],
  contrast: { measure: 'absolute', huByPhase: { native: fluid, arterial: fluid, venous: fluid, delayed: fluid } },
  heterogeneity: [0, 0],
  deformation: [0.02, 0.1],
  roughness: [0, 0.015],
  rim: { ...solid.rim, probability: 0 },
  core: { ...solid.core, probability: 0 },
};
