import { CODES } from '../codes.ts';
import { cyst } from '../kinds/cyst.ts';
import { metastasis } from '../kinds/metastasis.ts';
import { solid } from '../kinds/solid.ts';
import type { Organ } from '../organ.ts';

/**
 * Adult liver. Lesion contrast: triple-phase CT series of hepatocellular carcinoma as quoted by Hu et al. 2023 (arterial 26, range
 * -44..146; portal venous -11, range -98..61; SD taken as a sixth of the range). The venous mean is moved down to hold metastases too,
 * which lie 30..45 HU below the parenchyma.
 */
export const liver: Organ = {
  name: 'liver',
  label: 'Liver',
  segment: {
    name: 'liver',
    label: 'Liver',
    category: CODES.anatomicalStructure,
    type: CODES.liver,
    colour: [221, 130, 101],
  },
  lesion: {
    name: 'liver-lesion',
    label: 'Liver lesion',
    category: CODES.morphologicallyAbnormalStructure,
    type: CODES.lesion,
    anatomicRegion: CODES.liver,
    colour: [255, 214, 10],
  },
  parenchymaHu: { native: [45, 70], arterial: [65, 90], venous: [95, 135], delayed: [80, 105] },
  hasBrightVessels: true,
  volumeMl: [800, 3500],
  lesionKinds: [
    {
      ...solid,
      name: 'primary',
      label: 'Primary tumour',
      contrast: {
        measure: 'relative',
        huByPhase: {
          native: { mean: -15, sd: 8, low: -40, high: 5 },
          arterial: { mean: 26, sd: 32, low: -44, high: 146 },
          venous: { mean: -28, sd: 25, low: -98, high: 61 },
          delayed: { mean: -20, sd: 20, low: -80, high: 20 },
        },
      },
    },
    cyst,
    metastasis,
  ],
};
