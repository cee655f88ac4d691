import type { CodedConcept } from './organ.ts';

/** Coded concepts for segments (DICOM PS3.16: CID 7150 categories, CID 7151 and 7159 types). */
export const CODES = {
  anatomicalStructure: { value: '91723000', scheme: 'SCT', meaning: 'Anatomical Structure' },
  morphologicallyAbnormalStructure: { value: '49755003', scheme: 'SCT', meaning: 'Morphologically Abnormal Structure' },
  liver: { value: '10200004', scheme: 'SCT', meaning: 'Liver' },
  pancreas: { value: '15776009', scheme: 'SCT', meaning: 'Pancreas' },
  kidney: { value: '64033007', scheme: 'SCT', meaning: 'Kidney' },
  spleen: { value: '78961009', scheme: 'SCT', meaning: 'Spleen' },
  organ: { value: '113343008', scheme: 'SCT', meaning: 'Organ' },
  lesion: { value: '52988006', scheme: 'SCT', meaning: 'Lesion' },
} as const satisfies Record<string, CodedConcept>;
