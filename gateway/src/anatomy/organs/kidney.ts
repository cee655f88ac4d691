import { CODES } from '../codes.ts';
import { cyst } from '../kinds/cyst.ts';
import { metastasis } from '../kinds/metastasis.ts';
import { solid } from '../kinds/solid.ts';
import type { Organ } from '../organ.ts';

/**
 * Adult kidney: one or both, whatever the mask holds; a lesion is drawn into either. Parenchyma is cortex and medulla together. Primary:
 * clear cell carcinoma, which enhances early and washes out below the parenchyma: 34 +- 7 HU native, 173 +- 45 corticomedullary,
 * 149 +- 34 nephrographic, 98 +- 36 excretory (doi 10.5301/uj.5000256, 13 of 23 tumours; the others enhance less). Given against the
 * parenchyma of the same phase; spreads hold both sorts. Exophytic growth is the rule; cysts bulge too.
 */
export const kidney: Organ = {
  name: 'kidney',
  label: 'Kidney',
  segment: {
    name: 'kidney',
    label: 'Kidney',
    category: CODES.anatomicalStructure,
    type: CODES.kidney,
    colour: [185, 102, 83],
  },
  lesion: {
    name: 'kidney-lesion',
    label: 'Kidney lesion',
    category: CODES.morphologicallyAbnormalStructure,
    type: CODES.lesion,
    anatomicRegion: CODES.kidney,
    colour: [120, 220, 130],
  },
  parenchymaHu: { native: [25, 40], arterial: [100, 160], venous: [160, 220], delayed: [120, 158] },
  hasBrightVessels: false,
  volumeMl: [60, 600],
  lesionKinds: [
    {
      ...solid,
      name: 'primary',
      label: 'Primary tumour',
      radiusMm: [2, 50],
      edgeSigmaMm: [0.6, 1.4],
      heterogeneity: [0.1, 0.35],
      contrast: {
        measure: 'relative',
        huByPhase: {
          native: { mean: 3, sd: 8, low: -12, high: 20 },
          arterial: { mean: 22, sd: 35, low: -60, high: 100 },
          venous: { mean: -45, sd: 30, low: -120, high: 10 },
          delayed: { mean: -42, sd: 25, low: -100, high: 5 },
        },
      },
      core: { fromRadiusMm: 15, probability: 0.5, share: [0.05, 0.4], hu: [-70, -25] },
      exophytic: { fromRadiusMm: 4, probability: 0.7, share: [0.15, 0.6] },
    },
    { ...cyst, exophytic: { fromRadiusMm: 4, probability: 0.4, share: [0.15, 0.6] } },
    { ...metastasis, radiusMm: [2, 30] },
  ],
};
