import type { LesionKind } from '../lesion-kind.ts';

/** What solid tumours of any organ share; an organ's own kind sets its contrast and what sets it apart. */
export const solid: Omit<LesionKind, 'name' | 'label' | 'contrast'> = {
  radiusMm: [2, 50],
  edgeSigmaMm: [0.6, 1.8],
  heterogeneity: [0.05, 0.2],
  deformation: [0.12, 0.3],
  roughness: [0.03, 0.1],
  massEffect: [0, 0.25],
  rim: { fromRadiusMm: 10, probability: 0.3, crestHu: [20, 50], thicknessMm: [0.8, 0.8] },
  core: { fromRadiusMm: 12, probability: 0.3, share: [0.05, 0.4], hu: [-30, -12] },
  exophytic: { fromRadiusMm: 0, probability: 0, share: [0, 0] },
};
