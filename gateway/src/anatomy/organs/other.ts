import { CODES } from '../codes.ts';
import { cyst } from '../kinds/cyst.ts';
import { metastasis } from '../kinds/metastasis.ts';
import { solid } from '../kinds/solid.ts';
import type { Organ } from '../organ.ts';

/**
 * Any other solid organ, known only by the mask that a caller gives and by what is measured in it. Coded as an organ and no more;
 * `namedOther` gives it the caller's words. Primary: a darker tumour, against the measured parenchyma; its laws are ours.
 */
export const other: Organ = {
  name: 'other',
  label: 'Other organ',
  segment: {
    name: 'other',
    label: 'Other organ',
    category: CODES.anatomicalStructure,
    type: CODES.organ,
    colour: [150, 150, 220],
  },
  lesion: {
    name: 'other-lesion',
    label: 'Other organ lesion',
    category: CODES.morphologicallyAbnormalStructure,
    type: CODES.lesion,
    anatomicRegion: CODES.organ,
    colour: [255, 160, 60],
  },
  parenchymaHu: { native: [20, 60], arterial: [60, 120], venous: [70, 140], delayed: [60, 110] },
  hasBrightVessels: true,
  volumeMl: [2, 5000],
  lesionKinds: [
    {
      ...solid,
      name: 'primary',
      label: 'Primary tumour',
      contrast: {
        measure: 'relative',
        huByPhase: {
          native: { mean: -10, sd: 6, low: -30, high: 0 },
          arterial: { mean: -25, sd: 20, low: -70, high: 40 },
          venous: { mean: -30, sd: 15, low: -75, high: 0 },
          delayed: { mean: -20, sd: 12, low: -55, high: 5 },
        },
      },
    },
    cyst,
    metastasis,
  ],
};

/** The other organ under a caller's name for it, as labels show it. */
export const namedOther = (label: string): Organ => ({
  ...other,
  label,
  segment: { ...other.segment, label },
  lesion: { ...other.lesion, label: `${label} lesion` },
});
