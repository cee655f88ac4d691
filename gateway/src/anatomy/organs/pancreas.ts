import { CODES } from '../codes.ts';
import { cyst } from '../kinds/cyst.ts';
import { metastasis } from '../kinds/metastasis.ts';
import { solid } from '../kinds/solid.ts';
import type { Organ } from '../organ.ts';

/**
 * Adult pancreas. Ductal adenocarcinoma: a poorly perfused, ill-defined mass. Tumour-to-pancreas contrast of 57 multidetector CT studies
 * (PubMed 17961951): 60 +- 25 HU in the pancreatic parenchymal phase, 40 +- 23 portal venous, 18 +- 12 delayed; 14 % could not be told
 * from the parenchyma, which the spread holds. Native contrast and truncations are ours.
 */
export const pancreas: Organ = {
  name: 'pancreas',
  label: 'Pancreas',
  segment: {
    name: 'pancreas',
    label: 'Pancreas',
    category: CODES.anatomicalStructure,
    type: CODES.pancreas,
    colour: [249, 180, 111],
  },
  lesion: {
    name: 'pancreas-lesion',
    label: 'Pancreas lesion',
    category: CODES.morphologicallyAbnormalStructure,
    type: CODES.lesion,
    anatomicRegion: CODES.pancreas,
    colour: [186, 85, 211],
  },
  parenchymaHu: { native: [30, 50], arterial: [85, 130], venous: [80, 115], delayed: [60, 90] },
  hasBrightVessels: true,
  volumeMl: [30, 180],
  lesionKinds: [
    {
      ...solid,
      name: 'primary',
      label: 'Primary tumour',
      radiusMm: [2, 30],
      edgeSigmaMm: [2, 4],
      contrast: {
        measure: 'relative',
        huByPhase: {
          native: { mean: -4, sd: 6, low: -20, high: 6 },
          arterial: { mean: -52, sd: 27, low: -100, high: 0 },
          venous: { mean: -36, sd: 22, low: -85, high: 5 },
          delayed: { mean: -12, sd: 18, low: -45, high: 30 },
        },
      },
      rim: { ...solid.rim, probability: 0 },
    },
    { ...cyst, radiusMm: [2, 35] },
    { ...metastasis, radiusMm: [2, 25] },
  ],
};
