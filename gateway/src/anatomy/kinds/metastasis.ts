import type { LesionKind } from '../lesion-kind.ts';
import { solid } from './solid.ts';

/**
 * Poorly perfused metastasis (of a colorectal cancer, say) in a solid organ: darker than the parenchyma, darkest in the portal venous
 * phase, often with a bright rim and a darker, necrotic middle. Venous mean: such metastases lie 30..60 HU below a liver; spreads are ours.
 */
export const metastasis: LesionKind = {
  ...solid,
  name: 'metastasis',
  label: 'Metastasis',
  edgeSigmaMm: [0.8, 2],
  contrast: {
    measure: 'relative',
    huByPhase: {
      native: { mean: -14, sd: 7, low: -35, high: -2 },
      arterial: { mean: -20, sd: 10, low: -50, high: 0 },
      venous: { mean: -45, sd: 14, low: -90, high: -12 },
      delayed: { mean: -28, sd: 12, low: -65, high: -5 },
    },
  },
  rim: { fromRadiusMm: 5, probability: 0.75, crestHu: [10, 35], thicknessMm: [0.9, 1.8] },
  core: { fromRadiusMm: 7, probability: 0.8, share: [0.15, 0.5], hu: [-30, -10] },
};
