import { CODES } from '../codes.ts';
import { cyst } from '../kinds/cyst.ts';
import { metastasis } from '../kinds/metastasis.ts';
import { solid } from '../kinds/solid.ts';
import type { Organ } from '../organ.ts';

/** Adult spleen. Primary: a nodule of lymphoma, even, poorly enhancing, clearest portal venous; its laws are ours. */
export const spleen: Organ = {
  name: 'spleen',
  label: 'Spleen',
  segment: {
    name: 'spleen',
    label: 'Spleen',
    category: CODES.anatomicalStructure,
    type: CODES.spleen,
    colour: [157, 108, 162],
  },
  lesion: {
    name: 'spleen-lesion',
    label: 'Spleen lesion',
    category: CODES.morphologicallyAbnormalStructure,
    type: CODES.lesion,
    anatomicRegion: CODES.spleen,
    colour: [90, 200, 250],
  },
  parenchymaHu: { native: [40, 58], arterial: [95, 150], venous: [105, 140], delayed: [80, 104] },
  hasBrightVessels: true,
  volumeMl: [60, 600],
  lesionKinds: [
    {
      ...solid,
      name: 'primary',
      label: 'Primary tumour',
      contrast: {
        measure: 'relative',
        huByPhase: {
          native: { mean: -8, sd: 6, low: -25, high: 2 },
          arterial: { mean: -50, sd: 20, low: -100, high: -10 },
          venous: { mean: -42, sd: 15, low: -85, high: -10 },
          delayed: { mean: -25, sd: 12, low: -60, high: -4 },
        },
      },
      heterogeneity: [0.03, 0.12],
      rim: { ...solid.rim, probability: 0 },
      core: { ...solid.core, probability: 0.1 },
    },
    cyst,
    metastasis,
  ],
};
